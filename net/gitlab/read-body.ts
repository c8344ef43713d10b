/** A page of the API is smaller by far. */
const MAX_BYTES = 16 * 1024 * 1024;

/** The body as text. @throws Error when it is larger than any page of the API */
export async function readBody(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += (chunk as Uint8Array).length;
    if (size > MAX_BYTES) throw new Error(`an answer of more than ${MAX_BYTES / 1024 / 1024} MiB`);
    text += decoder.decode(chunk as Uint8Array, { stream: true });
  }
  return text + decoder.decode();
}
