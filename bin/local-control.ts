import type { TargetOptions } from './target';

/** Asks the running local runtime for what no AWS API offers. `pointAtLocal` or `chooseTarget` has said where it is. */
export async function control<T>(name: string, body: object): Promise<T> {
  const response = await fetch(`${process.env.AWS_ENDPOINT_URL}/_local/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as T & { message?: string };
  if (!response.ok) throw new Error(answer.message ?? `The local runtime answered ${response.status}.`);
  return answer;
}

/** Milliseconds since 1970 at the chosen target. The local runtime is ahead of this computer: its time is faster. */
export const targetTime = async ({ local = false }: TargetOptions): Promise<number> =>
  local ? (await control<{ readonly now: number }>('time', {})).now : Date.now();
