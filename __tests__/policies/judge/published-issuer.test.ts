import { declaredArtifact, judge, parseFederation } from '../../../policies/index';

const HOST = 'example-issuer.s3.eu-west-1.amazonaws.com';

function judged(issuer: string) {
  const parsed = parseFederation(
    `
gitlab: { url: "https://gitlab.internal.example.com", ${issuer}audience: sts.amazonaws.com }
accounts: { production: { id: "111122223333", region: eu-west-1 } }
projects: { api: { path: acme/api, id: "101" } }
roles: { deploy: { account: production, trust: [{ project: api, branches: [main] }] } }
`,
    'federation.yaml',
  );
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const artifact = declaredArtifact(parsed.federation);
  const report = judge({ artifacts: [artifact], federation: parsed.federation });
  return { report, text: artifact.roles[0]?.text ?? '' };
}

test('what is proved of an instance is proved of its published issuer, with keys of that host', () => {
  const own = judged('');
  const published = judged(`issuer: "https://${HOST}", `);
  const verdicts = ({ report }: typeof own): unknown => [
    report.proofs.map(({ property, verdict }) => [property, verdict]),
    report.trusts.map(({ findings }) => findings.map(({ check }) => check)),
    report.gaps,
  ];
  expect(verdicts(published)).toEqual(verdicts(own));
  expect(own.report.proofs.map(({ verdict }) => verdict)).toContain('proved');
  expect(published.text).toBe(own.text.replaceAll('gitlab.internal.example.com', HOST));
  const keys = [...published.text.matchAll(/"([^"]+):(\w+)":"/g)].filter(([, host]) => host === HOST);
  expect(keys.map(([, , key]) => key).toSorted()).toEqual(['aud', 'sub']);
});
