import { Budget } from '../../../../policies/artifact/terraform/budget';
import { evaluate } from '../../../../policies/artifact/terraform/evaluate';
import { parseExpression } from '../../../../policies/artifact/terraform/parse-expression';
import { toJson } from '../../../../policies/artifact/terraform/value';
import { NOTHING } from '../../../../policies/artifact/terraform/variable';

const value = (text: string): unknown =>
  toJson(evaluate(parseExpression(text), NOTHING, new Budget(100_000)));

// the examples of the provider's documentation
test('arn_build joins the five parts', () => {
  expect(value('provider::aws::arn_build("aws", "iam", "", "444455556666", "role/example")')).toBe(
    'arn:aws:iam::444455556666:role/example',
  );
});

test('arn_parse gives them back, with the colons of the resource', () => {
  expect(value('provider::aws::arn_parse("arn:aws:iam::444455556666:oidc-provider/host:8443")')).toEqual({
    partition: 'aws',
    service: 'iam',
    region: '',
    account_id: '444455556666',
    resource: 'oidc-provider/host:8443',
  });
});

test('what is not an ARN is refused, so that `try` goes on', () => {
  expect(value('try(provider::aws::arn_parse("gitlab.com").resource, "none")')).toBe('none');
});
