import { Alert, App, Button, Form, Input } from 'antd';
import { api } from '../client/client';
import { Trouble } from '../parts/refusal/trouble';
import { useWords } from '../words/language';
import { useSession } from './session';
import { SESSION_WORDS } from './words';

/** `given`: the password was given by somebody else, and must be changed before anything else. */
export function ChangePassword({ given = false }: { given?: boolean }) {
  const say = useWords(SESSION_WORDS);
  const { staff } = useSession();
  const { message } = App.useApp();
  const [form] = Form.useForm<{ before: string; password: string; again: string }>();
  const change = api.useMutation('post', '/api/v1/session/password', {
    onSuccess: () => {
      form.resetFields();
      void message.success(say.changed);
    },
  });
  const required = { required: true, message: say.needed };
  return (
    <>
      <h2>{say.change}</h2>
      {given && <Alert className="gap" type="info" showIcon title={say.given} />}
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={({ before, password }) => change.mutate({ body: { before, password } })}
      >
        {/* For the browser's own keeper of passwords. */}
        <input hidden readOnly autoComplete="username" value={staff ?? ''} />
        <Form.Item name="before" label={say.before} rules={[required]}>
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <Form.Item name="password" label={say.next} extra={say.rules} rules={[required]}>
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Form.Item
          name="again"
          label={say.again}
          dependencies={['password']}
          rules={[
            required,
            ({ getFieldValue }) => ({
              validator: (_, value) =>
                value === getFieldValue('password') ? Promise.resolve() : Promise.reject(new Error(say.differs)),
            }),
          ]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        {change.error && <Trouble error={change.error} />}
        <Button type="primary" htmlType="submit" loading={change.isPending}>
          {say.change}
        </Button>
      </Form>
    </>
  );
}
