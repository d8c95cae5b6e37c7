import { createConnection, createServer, type Socket } from 'node:net';

/** Something between two programs that can go silent without hanging up, as a network or a server that fell over does. */
export interface TcpProxy {
  port: number;
  /** `url` by way of here. */
  through(url: string): string;
  /** Connections there are: silent for ever. Later ones work. */
  swallow(): void;
  /** All connections, and those that are made meanwhile: silent until `pass`. */
  hold(): void;
  pass(): void;
  /** How many connections are open. */
  open(): number;
  stop(): Promise<void>;
}

export async function startTcpProxy(to: { host: string; port: number }): Promise<TcpProxy> {
  const open = new Set<[Socket, Socket]>();
  const all = new Set<Socket>();
  let held = false;
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (near) => {
    const far = createConnection({ ...to, allowHalfOpen: true });
    const pair: [Socket, Socket] = [near, far];
    open.add(pair);
    for (const socket of pair) all.add(socket.on('close', () => all.delete(socket)));
    for (const [from, other] of [pair, [far, near] as const]) {
      from.on('data', (bytes) => void other.write(bytes));
      from.on('end', () => other.end());
      from.on('error', () => undefined);
      from.on('close', () => {
        open.delete(pair);
        other.destroy();
      });
    }
    if (held) for (const socket of pair) socket.pause();
    else near.resume();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    port,
    through: (url) => Object.assign(new URL(url), { hostname: '127.0.0.1', port: String(port) }).href,
    swallow: () => {
      for (const pair of open) {
        open.delete(pair);
        for (const socket of pair) socket.removeAllListeners('data').removeAllListeners('end').pause();
      }
    },
    hold: () => {
      held = true;
      for (const pair of open) for (const socket of pair) socket.pause();
    },
    pass: () => {
      held = false;
      for (const pair of open) for (const socket of pair) socket.resume();
    },
    open: () => open.size,
    stop: async () => {
      for (const socket of all) socket.destroy();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}
