import { simpleParser } from 'mailparser';
import { expect, test } from 'vitest';
import { createEmail } from '../../src/channels/email.js';
import { mailHtml } from '../../src/channels/mail-html.js';
import { startMailHouse } from '../support/mail-house.js';
import { message } from './message.js';

const TEXT =
  '【示例】<b>王</b> & "李" http://evil.example/您好。\n办理：https://bank.example/l/abc?x=1&y=2\n\nhttps://bank.example/z';

test('the words as paragraphs, what others wrote escaped and without a link, our own links called by their name', () => {
  const html = mailHtml({ subject: '还款 <提醒>', text: TEXT, language: 'zh-CN' });
  expect(html).toContain('<html lang="zh-CN">');
  expect(html).toContain('<title>还款 &lt;提醒&gt;</title>');
  expect(html.slice(html.indexOf('<body>'))).toBe(`<body>
<p>【示例】&lt;b&gt;王&lt;/b&gt; &amp; &quot;李&quot; http://evil.example/您好。<br>
<a href="https://bank.example/l/abc?x=1&amp;y=2">办理</a></p>
<p><a href="https://bank.example/z">https://bank.example/z</a></p>
</body>
</html>
`);
  expect(mailHtml({ subject: 'x', text: 'Answer: https://a.example/l/b', language: 'en' })).toContain(
    '<html lang="en">',
  );
});

test('a mail has both, and fetches nothing', async () => {
  const house = await startMailHouse();
  const email = createEmail({ smtpUrl: house.url, from: 'service@bank.example', domain: 'bank.example' });
  await email.send(message({ to: 'wang@borrower.example', text: TEXT }));
  await email.close();
  await house.stop();
  const raw = house.mails[0]!.raw;
  expect(raw.toString('latin1')).toMatch(/^Content-Type: multipart\/alternative/m);
  const mail = await simpleParser(raw);
  expect(mail.text?.trim()).toBe(TEXT);
  expect(mail.html).toBe(mailHtml(message({ text: TEXT })));
  expect(mail.html).not.toMatch(/<(img|script|link|iframe)|url\(|src=/);
});
