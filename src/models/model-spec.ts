import { Problem } from '../problem/problem.ts';

const PROVIDERS = ['gemini', 'openai', 'anthropic', 'ollama', 'openai-compatible', 'replay'] as const;

/** A model as the user names it: `provider/model`, with the address of its server where it has one. */
export interface ModelSpec {
  readonly provider: (typeof PROVIDERS)[number];
  readonly model: string;
  readonly url: string | null;
}

/** Reads `provider/model` or `provider/model@URL`. Throws `invalid-option` on anything else, naming what there is. */
export function parseModelSpec(spec: string): ModelSpec {
  const match = /^([^/]+)\/(.+?)(?:@(https?:\/\/.*))?$/.exec(spec.trim());
  const provider = PROVIDERS.find((known) => known === match?.[1]);
  if (!match || !provider) {
    throw new Problem('invalid-option', {
      detail: `"${spec}" names no model; write provider/model, with a provider of ${PROVIDERS.join(', ')}`,
      subject: spec,
    });
  }
  const url = match[3] ?? null;
  if (url !== null && !URL.canParse(url)) {
    throw new Problem('invalid-option', {
      detail: `"${url}" in "${spec}" is not an address; write http://host:port`,
      subject: spec,
    });
  }
  return { provider, model: match[2]!, url };
}
