import { CameraOutlined, DeleteOutlined, EditOutlined, EnvironmentOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import { type ReactNode, useRef, useState } from 'react';
import { useWords } from '../words/language';
import { NOTHING_SHOWN, photoOf, placeNow, type Shown } from './proofs';
import { Signature } from './signature';
import { VISIT_WORDS } from './words';
import './visit.css';

/** What shows that it was done: photos, the place, a signature. A line of a form: its value is what is shown. */
export function Proof({ value = NOTHING_SHOWN, onChange }: { value?: Shown; onChange?: (it: Shown) => void }) {
  const say = useWords(VISIT_WORDS);
  const { message } = App.useApp();
  const file = useRef<HTMLInputElement>(null);
  const [finding, setFinding] = useState(false);
  const [signing, setSigning] = useState(false);
  const show = (it: Partial<Shown>) => onChange?.({ ...value, ...it });
  const addPhotos = async (files: readonly File[]) => {
    try {
      show({ photos: [...new Set([...value.photos, ...(await Promise.all(files.map(photoOf)))])] });
    } catch {
      void message.error(say.noPhoto);
    }
  };
  const findPlace = async () => {
    setFinding(true);
    try {
      show({ place: await placeNow() });
    } catch {
      void message.error(say.noPlace);
    }
    setFinding(false);
  };
  return (
    <section className="proof" aria-label={say.shows}>
      <p className="soft">{say.showsWhy}</p>
      <div className="actions">
        <input
          ref={file}
          type="file"
          accept="image/*"
          capture="environment"
          hidden
          aria-label={say.photo}
          onChange={({ target }) => {
            void addPhotos([...(target.files ?? [])]);
            target.value = '';
          }}
        />
        <Button icon={<CameraOutlined />} onClick={() => file.current!.click()}>
          {say.photo}
        </Button>
        <Button icon={<EnvironmentOutlined />} loading={finding} onClick={() => void findPlace()}>
          {value.place === null ? say.place : say.placeAgain}
        </Button>
        {value.signature === null && !signing && (
          <Button icon={<EditOutlined />} onClick={() => setSigning(true)}>
            {say.sign}
          </Button>
        )}
      </div>
      {signing && (
        <Signature
          done={(signature) => {
            setSigning(false);
            show({ signature });
          }}
        />
      )}
      <ul className="proofs">
        {value.photos.map((it, n) => (
          <Shows
            key={it}
            what={say.photoOf(String(n + 1))}
            remove={() => show({ photos: value.photos.filter((other) => other !== it) })}
          >
            <img src={it} alt={say.photoOf(String(n + 1))} />
          </Shows>
        ))}
        {value.signature !== null && (
          <Shows what={say.signature} remove={() => show({ signature: null })}>
            <img src={value.signature} alt={say.signature} />
          </Shows>
        )}
        {value.place !== null && (
          <Shows what={say.place} remove={() => show({ place: null })}>
            <span className="number">{value.place}</span>
          </Shows>
        )}
      </ul>
    </section>
  );
}

function Shows({ what, remove, children }: { what: string; remove: () => void; children: ReactNode }) {
  const say = useWords(VISIT_WORDS);
  return (
    <li>
      {children}
      <Button type="text" icon={<DeleteOutlined />} aria-label={say.remove(what)} onClick={remove} />
    </li>
  );
}
