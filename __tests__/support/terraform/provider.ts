import {
  behaviourOf,
  type ReadAnswer,
  type ResourceBehaviour,
  type BehaviourContext,
} from './behaviours/index';
import { sameDocument } from './behaviours/json-document';
import type { Cloud } from './cloud';
import { completeValue, fillUnknown, markComputed } from './fill';
import {
  decodeDynamic,
  encodeAttributePath,
  encodeDynamic,
  encodeMetadata,
  encodeProblems,
  encodeProviderSchema,
  type Problem,
} from './plugin-messages';
import { bytesOf, decodeMessage, encodeMessage, stringOf, type Message } from './protobuf';
import type { BlockSchema, ProviderSchema } from './schema';
import { isValueObject, textOf, textsOf, UNKNOWN, type Value, type ValueObject } from './value';

/** A remote procedure: the decoded request in, the encoded answer out. */
export type Procedure = (request: Message) => Buffer;

/**
 * One provider instance, as Terraform starts one for each provider block: it plans and applies in memory
 * and talks to no cloud. Like the real two it says that it uses the legacy type system, so that Terraform
 * forgives a default that was not in the configuration.
 *
 * @see https://github.com/hashicorp/terraform/blob/main/docs/resource-instance-change-lifecycle.md
 */
export function createProvider(schema: ProviderSchema, cloud: Cloud): Readonly<Record<string, Procedure>> {
  let context: BehaviourContext = { cloud, provider: {} };

  return {
    GetMetadata: () => encodeMetadata(schema),
    GetProviderSchema: () => encodeProviderSchema(schema),
    GetFunctions: () => encodeMessage([]),
    StopProvider: () => encodeMessage([]),
    ValidateProviderConfig: () => encodeMessage([]),

    ValidateResourceConfig: (request) => validate(stringOf(request, 1), decodeDynamic(bytesOf(request, 2))),
    ValidateDataResourceConfig: (request) =>
      validate(`data.${stringOf(request, 1)}`, decodeDynamic(bytesOf(request, 2))),

    ConfigureProvider: (request) => {
      const config = decodeDynamic(bytesOf(request, 2));
      context = { cloud, provider: isValueObject(config) ? config : {} };
      return encodeMessage([[1, encodeProblems(accountProblems(context))]]);
    },

    UpgradeResourceState: (request) => {
      const raw = bytesOf(request, 3);
      const json = raw && bytesOf(decodeMessage(raw), 1);
      return encodeMessage([[1, encodeMessage([[2, json]])]]);
    },

    ReadResource: (request) =>
      encodeMessage([
        [1, bytesOf(request, 2)],
        [3, bytesOf(request, 3)],
      ]),

    PlanResourceChange: (request) => {
      const type = stringOf(request, 1);
      const prior = decodeDynamic(bytesOf(request, 2));
      const proposed = decodeDynamic(bytesOf(request, 3));
      const config = decodeDynamic(bytesOf(request, 4));
      if (isValueObject(proposed))
        plan(resourceSchema(type), resourceBehaviour(type), { prior, proposed, config });
      const replaced = replacements(resourceBehaviour(type), prior, proposed);
      return encodeMessage([
        [1, encodeDynamic(proposed)],
        [2, replaced.map(encodeAttributePath)],
        [5, true],
      ]);
    },

    ApplyResourceChange: (request) => {
      const type = stringOf(request, 1);
      const prior = bytesOf(request, 2);
      const planned = decodeDynamic(bytesOf(request, 3));
      const problems = isValueObject(planned) ? apply(type, planned) : [];
      return encodeMessage([
        [1, problems.length === 0 ? encodeDynamic(planned) : prior],
        [3, encodeProblems(problems)],
        [4, true],
      ]);
    },

    ImportResourceState: (request) => {
      const type = stringOf(request, 1);
      const id = stringOf(request, 2);
      const known = resourceBehaviour(type)?.importState?.(id, context);
      const state = completeValue(resourceSchema(type), { id, ...known });
      return encodeMessage([
        [
          1,
          [
            encodeMessage([
              [1, type],
              [2, encodeDynamic(state)],
            ]),
          ],
        ],
      ]);
    },

    ReadDataSource: (request) => {
      const type = stringOf(request, 1);
      const config = decodeDynamic(bytesOf(request, 2));
      const answer = read(type, isValueObject(config) ? config : {});
      if ('problem' in answer) return encodeMessage([[2, encodeProblems([answer.problem])]]);
      return encodeMessage([[1, encodeDynamic(answer.found)]]);
    },
  };

  function resourceSchema(type: string): BlockSchema {
    const found = schema.resources[type];
    if (found === undefined) throw new Error(`no resource type ${type}`);
    return found;
  }

  function plan(
    block: BlockSchema,
    behaviour: ResourceBehaviour | undefined,
    { prior, proposed, config }: { prior: Value; proposed: ValueObject; config: Value },
  ): void {
    const configured = isValueObject(config) ? config : {};
    for (const [name, make] of Object.entries(behaviour?.defaults ?? {})) {
      if (configured[name] == null) proposed[name] = make(proposed, context);
    }
    for (const name of behaviour?.jsonDocuments ?? []) {
      if (isValueObject(prior) && sameDocument(prior[name], proposed[name]))
        proposed[name] = prior[name] ?? null;
    }
    markComputed(block, proposed, config);
  }

  function apply(type: string, planned: ValueObject): readonly Problem[] {
    const behaviour = resourceBehaviour(type);
    const problems = [...validateValue(type, planned), ...(behaviour?.refuse?.(planned, context) ?? [])];
    if (problems.length > 0) return problems;
    for (const [name, make] of Object.entries({ ...behaviour?.defaults, ...behaviour?.computed })) {
      if (planned[name] === UNKNOWN) planned[name] = make(planned, context);
    }
    if (planned['id'] === UNKNOWN) planned['id'] = `${type}-0`;
    fillUnknown(resourceSchema(type), planned);
    return [];
  }

  function read(type: string, config: ValueObject): ReadAnswer {
    const block = schema.dataSources[type];
    if (block === undefined) throw new Error(`no data source ${type}`);
    const behaviour = behaviourOf(`data.${type}`);
    const answer = behaviour?.kind === 'data' ? behaviour.read(config, context) : { found: {} };
    if ('problem' in answer) return answer;
    const value = completeValue(block, { ...config, ...answer.found });
    markComputed(block, value, config);
    fillUnknown(block, value);
    return { found: value };
  }
}

function resourceBehaviour(type: string): ResourceBehaviour | undefined {
  const behaviour = behaviourOf(type);
  return behaviour?.kind === 'resource' ? behaviour : undefined;
}

function validate(type: string, config: Value): Buffer {
  return encodeMessage([[1, encodeProblems(isValueObject(config) ? validateValue(type, config) : [])]]);
}

function validateValue(type: string, config: ValueObject): readonly Problem[] {
  return behaviourOf(type)?.validate?.(config) ?? [];
}

/** The force-new arguments whose value changes, as far as it is known. */
function replacements(behaviour: ResourceBehaviour | undefined, prior: Value, planned: Value): string[] {
  if (!isValueObject(prior) || !isValueObject(planned)) return [];
  return (behaviour?.forceNew ?? []).filter(
    (name) => planned[name] === UNKNOWN || JSON.stringify(prior[name]) !== JSON.stringify(planned[name]),
  );
}

/** @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs#allowed_account_ids-1 */
function accountProblems({ cloud, provider }: BehaviourContext): Problem[] {
  const allowed = textsOf(provider['allowed_account_ids']);
  const forbidden = textsOf(provider['forbidden_account_ids']);
  if ((allowed.length === 0 || allowed.includes(cloud.account)) && !forbidden.includes(cloud.account))
    return [];
  return [{ summary: `AWS account ID not allowed: ${textOf(cloud.account)}` }];
}
