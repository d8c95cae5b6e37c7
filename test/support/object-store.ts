import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3mini } from 's3mini';
import { freePort } from '../../src/embedded/base/free-port.js';
import { until } from './until.js';

const MOTO = ['moto[s3]==5.2.5', 'flask==3.1.2', 'flask-cors==6.0.1'];

/** An S3-compatible store that is not ours: moto's server (PyPI), with one bucket. */
export async function startObjectStore(bucket: string) {
  const venv = join(tmpdir(), 'postloan-moto-5.2.5');
  if (!existsSync(join(venv, 'ready'))) {
    execFileSync('python3', ['-m', 'venv', venv]);
    execFileSync(join(venv, 'bin/pip'), ['install', '-q', ...MOTO]);
    mkdirSync(join(venv, 'ready'));
  }
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = spawn(join(venv, 'bin/moto_server'), ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  const answers = () =>
    fetch(url).then(
      (it) => it.ok,
      () => false,
    );
  await until('the store answers', answers, 60_000);
  const env = {
    ...{ AWS_ENDPOINT_URL: url, AWS_REGION: 'cn-north-1' },
    ...{ AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' },
  };
  const store = new S3mini({
    ...{ endpoint: `${url}/${bucket}`, region: 'cn-north-1', accessKeyId: 'test', secretAccessKey: 'test' },
  });
  if (!(await store.createBucket())) throw new Error(`no bucket ${bucket}`);
  return { store, env, stop: () => void server.kill() };
}
