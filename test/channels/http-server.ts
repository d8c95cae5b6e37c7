/** A server that answers as a test tells it, for what the sandbox never says. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  method: string;
  url: string;
  headers: http.IncomingHttpHeaders;
  body: string;
}
export interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

/** @param answer what to say to each request; undefined cuts the connection. */
export async function startServer(answer: (request: Received) => Answer | undefined) {
  const received: Received[] = [];
  const server = http.createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const seen = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body };
    received.push(seen);
    const said = answer(seen);
    if (!said) return response.destroy();
    response.writeHead(said.status, said.headers).end(said.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}`, received, stop };
}

/** An address where nobody listens: the server that had it is gone. */
export async function deadUrl(): Promise<string> {
  const { url, stop } = await startServer(() => undefined);
  await stop();
  return url;
}
