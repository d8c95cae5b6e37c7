import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to a server that may swallow everything from one moment on, as a network does that silently fails over. */
export interface Hole {
  port: number;
  /** Connections stay, new ones are taken, and nothing goes through any more. */
  swallow(): void;
  /** How many bytes of the server have come through. */
  passed(): number;
  /** Becomes so by itself when so many have. Resolves when it has. */
  swallowAfter(bytes: number): Promise<void>;
  close(): Promise<void>;
}

/** `port`: of the server on 127.0.0.1; left out, there is nothing behind it from the start. */
export async function openHole(port?: number): Promise<Hole> {
  const sockets = new Set<Socket>();
  let swallowing = port === undefined;
  let passed = 0;
  let most = Number.POSITIVE_INFINITY;
  let full: () => void = () => undefined;
  const swallow = () => {
    swallowing = true;
    for (const socket of sockets) socket.unpipe().pause();
  };
  const server = createServer((near) => {
    const both = [near];
    if (!swallowing) {
      const far = connect(port!, '127.0.0.1');
      both.push(far);
      near.pipe(far);
      far.pipe(near);
      far.on('data', (bytes: Buffer) => {
        passed += bytes.length;
        if (passed < most || swallowing) return;
        swallow();
        full();
      });
    }
    for (const socket of both) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        for (const other of both) other.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    swallow,
    passed: () => passed,
    swallowAfter: (bytes) => {
      most = bytes;
      return new Promise((resolve) => {
        full = resolve;
      });
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
