/** The value of `--now`. @throws RefgateError `ERR_USAGE` when it is not a number of seconds */
export async function epochSeconds(now: string): Promise<number> {
  if (/^\d+$/.test(now)) return Number(now);
  const { RefgateError } = await import('../../policies/index');
  throw new RefgateError({
    code: 'ERR_USAGE',
    message: `invalid value \`${now}\` of \`--now\``,
    expected: 'seconds since 1970, such as `1767225600`',
  });
}
