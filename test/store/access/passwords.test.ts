import { expect, it } from 'vitest';
import { newPassword, refuseWeak } from '../../../src/store/access/passwords.js';

it.each([
  'short',
  'password1234',
  'Password1234!',
  'qwertyuiop123',
  '111111111111',
  'abcabcabcabc',
  'RM1-is-my-name',
  'x'.repeat(201),
])('refuses the password %s', async (password) => {
  await expect(refuseWeak(password, 'RM1')).rejects.toThrow(/password/);
});

it('takes a sentence, and what it makes itself', async () => {
  for (const password of ['a ferry across the lake', '一条很长很长的中文口令句子呀', newPassword()])
    await expect(refuseWeak(password, 'RM1')).resolves.toBeUndefined();
});
