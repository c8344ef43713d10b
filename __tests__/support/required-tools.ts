/** Programs that some tests need and a fresh machine may not have. */
const TOOLS = ['terraform', 'chromium', 'nginx', 'aws', 'coqc', 'gitlab-ci-local', 's3rver'] as const;

export type Tool = (typeof TOOLS)[number];

/**
 * The tools whose absence is a failure: `REFGATE_REQUIRE=terraform,chromium`. `.ci/run` requires all of them; `CI` alone requires none.
 * @throws when the variable names something else
 */
export function requiredTools(value = process.env['REFGATE_REQUIRE'] ?? ''): ReadonlySet<Tool> {
  const names = value
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const unknown = names.find((name) => !isTool(name));
  if (unknown !== undefined)
    throw new Error(
      `REFGATE_REQUIRE: unknown tool: got \`${unknown}\`; expected any of ${TOOLS.join(', ')}, separated by commas`,
    );
  return new Set(names.filter(isTool));
}

function isTool(name: string): name is Tool {
  return (TOOLS as readonly string[]).includes(name);
}

/**
 * A `describe` for tests that need a tool. Without the tool they are skipped and say why; where `REFGATE_REQUIRE` names the tool, that
 * is a failure.
 * @param missing why the tool cannot be used, `undefined` when it can
 */
export function describeWithTool(
  { tool, missing }: { readonly tool: Tool; readonly missing: string | undefined },
  title: string,
  body: () => void,
): void {
  if (missing === undefined) {
    describe(title, body);
  } else if (requiredTools().has(tool)) {
    test(`${title}: ${tool} is available`, () => {
      throw new Error(`${missing}, and REFGATE_REQUIRE names ${tool}`);
    });
  } else {
    process.stderr.write(`skipped, because ${missing}: ${title}\n`);
    describe.skip(`${title} (skipped: ${missing})`, body);
  }
}
