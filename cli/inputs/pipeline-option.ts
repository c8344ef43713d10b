import type { Pipeline, Problem, TableContext } from '../../policies/index';

/** What is in the line above the text, to make a table of it. */
const BEFORE = '{ table: [{ assumes: [], pipeline:';
const POINTER = '/table/0/pipeline';

/**
 * The pipelines of `--pipeline`, written as in a row of the table.
 * @param around the declaration, or what the input itself names where there is none
 * @throws RefgateError with places inside the user's text
 */
export async function parsePipelineOption(text: string, around: TableContext): Promise<readonly Pipeline[]> {
  const { parseTable, RefgateError } = await import('../../policies/index');
  const bare = !text.trim().startsWith('{');
  const flow = bare ? `{\n${text}\n}` : `\n${text}\n`;
  const table = parseTable(`${BEFORE}${flow}}] }`, '--pipeline', around);
  if (!table.ok) throw new RefgateError(table.problems.map(inOption));
  const pipelines = table.rows.flatMap(({ token }) => (token.kind === 'pipeline' ? [token.pipeline] : []));
  if (pipelines.length > 0) return pipelines;
  throw new RefgateError({
    code: 'ERR_PIPELINE',
    message: '`--pipeline` says nothing',
    expected: 'a pipeline as in a row of the table',
  });
}

/** A problem of that table, at the place in what the user typed. */
function inOption({ position, pointer, ...problem }: Problem): Problem {
  const within = pointer?.startsWith(POINTER) ? pointer.slice(POINTER.length) : '';
  return {
    ...problem,
    pointer: within === '' ? undefined : within,
    position:
      position === undefined
        ? undefined
        : { ...position, ...(position.line < 2 ? { column: 1 } : { line: position.line - 1 }) },
  };
}
