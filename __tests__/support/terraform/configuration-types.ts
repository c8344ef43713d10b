import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * The resource and data source types that the configuration files below a directory mention, as
 * `aws_iam_role` and `data.aws_iam_policy_document`. It may find too many (in a comment, say), never too few.
 */
export function configurationTypes(directory: string): string[] {
  const types = new Set<string>();
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(tf|tf\.json|tftest\.hcl|tftest\.json)$/.test(entry.name)) continue;
    const text = readFileSync(path.join(entry.parentPath, entry.name), 'utf8');
    for (const type of entry.name.endsWith('.json') ? jsonTypes(text) : hclTypes(text)) types.add(type);
  }
  return [...types].toSorted();
}

function hclTypes(text: string): string[] {
  const blocks = text.matchAll(/^\s*(resource|data|ephemeral)\s+"(\w+)"/gm);
  return [...blocks].map(([, kind, type = '']) => (kind === 'data' ? `data.${type}` : type));
}

function jsonTypes(text: string): string[] {
  let root: { resource?: object; data?: object };
  try {
    root = JSON.parse(text) as typeof root;
  } catch {
    // Terraform itself will say what is wrong with the file
    return [];
  }
  return [...Object.keys(root.resource ?? {}), ...Object.keys(root.data ?? {}).map((type) => `data.${type}`)];
}
