import { pipelineAnswers } from '../judge-pipeline';
import { hasOpenProject, hasOtherIds, idsNamedBy, isRunnerOpen } from '../open-pipeline';
import type { CompiledPolicy, TrustRequest } from '../../evaluate/index';
import type { TableRow } from '../../federation/index';
import { stsRequest, type ProviderRegistration } from '../../context/index';
import { countBits, decideMatrix, hasBit } from './decision-index/index';

/** A trust policy behind the provider of its account. */
export interface JudgedPolicy {
  readonly compiled: CompiledPolicy;
  readonly provider: ProviderRegistration;
}

/**
 * For each policy the rows of a table that it does not refuse for certain, ascending: one of the tokens that the row stands for is
 * allowed, or cannot tell. Rows and policies come by their places.
 *
 * Cost: each token is brought to each provider once; then as {@link decideMatrix}.
 */
export function possiblyAllowedRows(
  policies: readonly JudgedPolicy[],
  table: readonly TableRow[],
): readonly (readonly number[])[] {
  const found: (readonly number[])[] = [];
  const byProvider = new Map<ProviderRegistration, number[]>();
  for (const [place, { provider }] of policies.entries()) {
    const places = byProvider.get(provider);
    if (places === undefined) byProvider.set(provider, [place]);
    else places.push(place);
  }
  const pipelines = table.flatMap(({ token }, row) =>
    token.kind === 'pipeline' ? [{ row, pipeline: token.pipeline }] : [],
  );
  const openRows = pipelines.filter(({ pipeline }) => hasOpenProject(pipeline));
  const rowsWithoutRunner = pipelines.filter(({ pipeline }) => pipeline.runner === undefined);
  for (const [provider, places] of byProvider) {
    const { requests, rowOf, open } = requestsOf(table, provider);
    const compiled = places.map((place) => policies[place]!.compiled);
    decideMatrix(compiled, requests, (number, { allowed, undetermined }) => {
      const rows = new Set(open);
      if (countBits(allowed) + countBits(undetermined) > 0) {
        for (const [request, row] of rowOf.entries())
          if (hasBit(allowed, request) || hasBit(undetermined, request)) rows.add(row);
      }
      const { policy } = compiled[number]!;
      const named = openRows.length === 0 ? [] : idsNamedBy(policy);
      for (const { row, pipeline } of openRows) if (hasOtherIds(pipeline, named)) rows.add(row);
      const [first] = rowsWithoutRunner;
      if (first !== undefined && isRunnerOpen(first.pipeline, policy))
        for (const { row } of rowsWithoutRunner) rows.add(row);
      found[places[number]!] = [...rows].toSorted((a, b) => a - b);
    });
  }
  return found;
}

interface Requests {
  readonly requests: readonly TrustRequest[];
  /** The row of each request. */
  readonly rowOf: readonly number[];
  /** Rows that nobody can decide before a trust policy is looked at. */
  readonly open: readonly number[];
}

function requestsOf(table: readonly TableRow[], provider: ProviderRegistration): Requests {
  const requests: TrustRequest[] = [];
  const rowOf: number[] = [];
  const open: number[] = [];
  for (const [row, { token }] of table.entries()) {
    const answers =
      token.kind === 'pipeline'
        ? pipelineAnswers(token.pipeline, provider)
        : [stsRequest(token.claims, provider)];
    for (const answer of answers) {
      if (answer.ok) {
        requests.push(answer.request);
        rowOf.push(row);
      } else if (answer.outcome !== 'deny') open.push(row);
    }
  }
  return { requests, rowOf, open };
}
