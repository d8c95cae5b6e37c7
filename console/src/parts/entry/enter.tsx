import { Button, Form, type FormProps, Modal } from 'antd';
import { type ReactNode, useState } from 'react';
import { useWords } from '../../words/language';
import { Trouble } from '../refusal/trouble';
import { PART_WORDS } from '../words';
import { useTold } from './told';

interface Entering {
  isPending: boolean;
  error: unknown;
  reset(): void;
}

/** A button that opens a small form: what is entered is sent, refused in words, or done. `save` answers when it is. */
export function Enter<T extends object>({
  label,
  ok,
  entering,
  save,
  initial,
  danger = false,
  wide = false,
  saved,
  undo,
  children,
}: {
  label: string;
  /** What the button of the form says; left out: the same. */
  ok?: string;
  entering: Entering;
  save: (it: T) => Promise<unknown>;
  initial?: Partial<T>;
  danger?: boolean;
  /** It has a table in it. */
  wide?: boolean;
  /** What is said when it is done: what comes of it. */
  saved?: string;
  /** Takes it back at once, where there is a way back: offered beside what is said. */
  undo?: () => Promise<unknown>;
  children: ReactNode;
}) {
  const say = useWords(PART_WORDS);
  const [open, setOpen] = useState(false);
  const [form] = Form.useForm<T>();
  const told = useTold();
  const close = () => {
    setOpen(false);
    entering.reset();
  };
  const done = () => {
    close();
    if (saved !== undefined) told(saved, undo);
  };
  return (
    <>
      <Button danger={danger} onClick={() => setOpen(true)}>
        {label}
      </Button>
      <Modal
        open={open}
        width={wide ? 760 : 520}
        title={label}
        okText={ok ?? label}
        cancelText={say.cancel}
        closable={{ 'aria-label': say.close }}
        okButtonProps={{ danger, loading: entering.isPending }}
        onOk={() => form.submit()}
        onCancel={close}
        destroyOnHidden
      >
        <Form<T>
          form={form}
          layout="vertical"
          requiredMark={false}
          preserve={false}
          initialValues={initial as FormProps['initialValues']}
          onFinish={(it) => void save(it).then(done, () => undefined)}
        >
          {children}
          {entering.error != null && <Trouble error={entering.error} />}
        </Form>
      </Modal>
    </>
  );
}
