/**
 * Makes `refgate` available to a job of the component, from what is pinned and nothing else: a tarball whose hash the user gave, else
 * the lockfile of the project, else the image. A name alone is never asked of a registry: whoever registers it there would run in the
 * job.
 * @see https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json
 * @see https://www.w3.org/TR/SRI/
 */
export function installScript(inputs: { readonly package: string; readonly integrity: string }): string {
  return `if [ -n "${inputs.package}" ]; then
  REFGATE_PACKAGE="${inputs.package}" REFGATE_INTEGRITY="${inputs.integrity}" node --input-type=module - <<'END'
  import { createHash } from "node:crypto";
  import { readFileSync, writeFileSync } from "node:fs";
  const { REFGATE_PACKAGE: source, REFGATE_INTEGRITY: expected } = process.env;
  const get = async (url) => {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(\`\${url}: \${answer.status}\`);
    return Buffer.from(await answer.arrayBuffer());
  };
  const tarball = /^https?:/.test(source) ? await get(source) : readFileSync(source);
  const got = \`sha512-\${createHash("sha512").update(tarball).digest("base64")}\`;
  if (got !== expected) throw new Error(\`\${source} has the integrity \${got}; expected \${expected || "the input integrity"}\`);
  writeFileSync("/tmp/refgate.tgz", tarball);
END
  npm install --global --no-fund --no-audit --ignore-scripts /tmp/refgate.tgz
elif [ -f package-lock.json ]; then
  npm ci
  export PATH="$PWD/node_modules/.bin:$PATH"
fi
command -v refgate >/dev/null || { echo "no refgate: pin it in package-lock.json, give the inputs package and integrity, or an image that has it"; exit 2; }`;
}
