/** A report that is asked for. */
export interface ReportTarget<F extends string> {
  readonly format: F;
  /** File; absent = standard output. */
  readonly output?: string;
}

/**
 * What `--format` and every `--output` ask for: `--output junit=refgate.xml` is a report in a format of its own, `--output FILE` one in
 * that of `--format`. Where each output has a format of its own, `--format` is for standard output.
 * @param formats those that there are
 * @throws RefgateError for a format that does not exist, and for two outputs without a format
 */
export async function reportTargets<F extends string>(
  outputs: readonly string[],
  format: F,
  formats: readonly F[],
): Promise<readonly ReportTarget<F>[]> {
  const targets = await Promise.all(outputs.map((output) => targetOf(output, formats)));
  const plain = targets.filter((target) => target.format === undefined);
  if (plain.length > 1) {
    const { RefgateError } = await import('../../policies/index');
    throw new RefgateError({
      code: 'ERR_USAGE',
      message: `\`--output\` without a format is given ${plain.length} times`,
      got: plain.map(({ output }) => `\`${output}\``).join(', '),
      expected: 'one file in the format of `--format`, and any number as `format=file`',
      fix: 'write for example `--output junit=refgate.xml --output html=refgate.html`',
    });
  }
  return [
    ...(plain.length === 0 ? [{ format }] : []),
    ...targets.map((target) => ({ format: target.format ?? format, output: target.output })),
  ];
}

async function targetOf<F extends string>(
  text: string,
  formats: readonly F[],
): Promise<{ readonly format?: F; readonly output: string }> {
  const [, word, output] = /^([a-z]+)=(.+)$/s.exec(text) ?? [];
  if (word === undefined || output === undefined) return { output: text };
  const format = formats.find((name) => name === word);
  if (format !== undefined) return { format, output };
  const { closest, RefgateError } = await import('../../policies/index');
  const near = closest(word, formats);
  throw new RefgateError({
    code: 'ERR_USAGE',
    message: `\`${word}\` is not a format of \`--output\``,
    expected: `one of ${formats.map((name) => `\`${name}\``).join(', ')}`,
    fix:
      near === undefined
        ? `for a file of that name write \`./${text}\``
        : `did you mean \`${near}=${output}\`?`,
  });
}
