import { words } from '../words/language';

export const SESSION_WORDS = words({
  signIn: ['Sign in', '登录'],
  welcome: ['Post-loan management', '贷后管理'],
  staff: ['User name', '用户名'],
  password: ['Password', '密码'],
  secondProof: [
    'Your present one. Who signed in by single sign-on within ten minutes may leave it empty.',
    '当前密码。十分钟内通过单点登录进入的用户可留空。',
  ],
  code: ['Code of your authenticator', '动态验证码'],
  codeHint: ['Six digits, or one of your recovery codes', '六位数字，或一个备用恢复码'],
  wrong: ['Name, password or code is wrong, or the user is disabled.', '用户名、密码或验证码不正确，或该用户已停用。'],
  wait: [
    'Too many wrong tries. Wait a while, or have an administrator reset the user.',
    '错误次数过多。请稍候再试，或请管理员重置。',
  ],
  or: ['or', '或'],
  single: ['Single sign-on', '单点登录'],
  providerAway: ['The sign-on of your organisation does not answer now.', '统一身份认证暂时无法访问。'],
  notKnown: [
    'Your organisation’s sign-on did not let you in here. Try once more; if it stays so, an administrator looks at your user.',
    '统一身份认证未能登录本系统，请重试；仍不能登录时请联系管理员。',
  ],
  needed: ['Fill this in', '此项必填'],
  change: ['Change the password', '修改密码'],
  given: [
    'Somebody else has seen the password that you were given. Choose one of your own; then everything opens.',
    '初始密码有他人知晓，请先设置自己的密码，之后方可使用。',
  ],
  before: ['Password until now', '原密码'],
  next: ['New password', '新密码'],
  again: ['New password once more', '再次输入新密码'],
  differs: ['The two are not the same', '两次输入不一致'],
  rules: [
    'At least twelve characters, none of the passwords that are known everywhere.',
    '至少十二个字符，不得使用常见密码。',
  ],
  changed: ['The password is changed. All other sessions have ended.', '密码已修改，其他登录均已失效。'],
  signOut: ['Sign out', '退出登录'],
  account: ['My account', '我的账户'],
  roles: ['Roles', '角色'],
  branch: ['Branch', '机构'],
  allBranches: ['All branches', '全部机构'],
  second: ['Second factor', '双重验证'],
  secondWhy: [
    'An authenticator on your phone gives a code that is asked for at each sign-in, so that a password alone opens nothing.',
    '手机上的验证器每次登录时给出验证码，仅凭密码无法登录。',
  ],
  secondBegin: ['Set up an authenticator', '设置验证器'],
  secondScan: [
    'Scan this with the authenticator, or type the secret, then enter the code that it shows.',
    '用验证器扫描二维码或输入密钥，然后填写所显示的验证码。',
  ],
  secret: ['Secret', '密钥'],
  use: ['Use it from now on', '启用'],
  recovery: [
    'It is in use. Keep these codes where nobody else finds them: each opens once when the phone is lost. They are not shown again.',
    '已启用。请妥善保管下列恢复码：手机丢失时每码可用一次，不再显示。',
  ],
  done: ['I have kept them', '我已保存'],
});
