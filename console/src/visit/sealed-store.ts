import { createStore, delMany, entries, set } from 'idb-keyval';

/** What a device keeps until it is sent, by names that say nothing. */
export interface SealedStore<T> {
  all(): Promise<T[]>;
  put(name: string, it: T): Promise<void>;
  remove(...names: string[]): Promise<void>;
}

interface Sealed {
  nonce: Uint8Array<ArrayBuffer>;
  sealed: ArrayBuffer;
}

const NONCE_BYTES = 12;
const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (it) => it.charCodeAt(0));

/**
 * Keeps in the browser, sealed under keys that the server gives to one person who has signed in (docs/decisions/0055): of another's, and of
 * nobody's, nothing can be read. `keys`: base64; the first seals, all open. Null: the browser keeps nothing secret, as over plain http.
 */
export async function sealedStore<T>(keys: readonly string[]): Promise<SealedStore<T> | null> {
  if (!isSecureContext || keys.length === 0) return null;
  const opened = await Promise.all(
    keys.map((it) => crypto.subtle.importKey('raw', bytesOf(it), 'AES-GCM', false, ['encrypt', 'decrypt'])),
  );
  const store = createStore('postloan', 'kept');
  const open = async ({ nonce, sealed }: Sealed): Promise<T[]> => {
    for (const key of opened)
      try {
        const text = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: nonce }, key, sealed);
        return [JSON.parse(new TextDecoder().decode(text)) as T];
      } catch {
        // Another key, or another person's.
      }
    return [];
  };
  return {
    all: async () => {
      const kept = await entries<string, Sealed>(store);
      return (await Promise.all(kept.map(([, it]) => open(it)))).flat();
    },
    put: async (name, it) => {
      const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
      const text = new TextEncoder().encode(JSON.stringify(it));
      await set(
        name,
        { nonce, sealed: await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce }, opened[0]!, text) },
        store,
      );
    },
    remove: (...names) => delMany(names, store),
  };
}
