/** What the sandbox of the SMS, voice, WeChat and push providers has got. */
export interface Received {
  id: string;
  channel: string;
  to: string;
  body: string;
  /** Of Alibaba's: our own id of the notice. */
  outId?: string;
}

export async function received(smsUrl: string, channel: string): Promise<Received[]> {
  const answer = await fetch(`${smsUrl}/sandbox/messages?limit=10000&channel=${channel}`);
  return (await answer.json()) as Received[];
}

export async function countOf(smsUrl: string, channel: string): Promise<number> {
  const counts = (await (await fetch(`${smsUrl}/sandbox/count`)).json()) as Record<string, number>;
  return counts[channel] ?? 0;
}

/** How the providers behave from now on, such as `{ sms: 'reject' }`: src/embedded/gateways/sandbox-state.ts. */
export async function behave(smsUrl: string, behaviour: Record<string, string>): Promise<void> {
  const answer = await fetch(`${smsUrl}/sandbox/behaviour`, { method: 'PUT', body: JSON.stringify(behaviour) });
  if (!answer.ok) throw new Error(await answer.text());
}

/** Whoever is called presses a key; answers what the call says then, as TwiML. */
export async function pressKey(smsUrl: string, call: string, digits: string): Promise<string> {
  const answer = await fetch(`${smsUrl}/sandbox/calls/${call}/keys`, {
    method: 'POST',
    body: JSON.stringify({ digits }),
  });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return answer.text();
}

/** How often a channel was asked for anything, also while it took nothing. */
export async function requestsOf(smsUrl: string, channel: string): Promise<number> {
  const counts = (await (await fetch(`${smsUrl}/sandbox/requests`)).json()) as Record<string, number>;
  return counts[channel] ?? 0;
}
