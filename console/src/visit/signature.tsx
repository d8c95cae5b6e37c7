import { Button } from 'antd';
import { useEffect, useRef } from 'react';
import SignaturePad from 'signature_pad';
import { useWords } from '../words/language';
import { VISIT_WORDS } from './words';

/** Somebody signs with a finger. `done`: the picture, as a data: URL. Nothing of it is loaded when it is opened: there may be no network. */
export function Signature({ done }: { done: (picture: string) => void }) {
  const say = useWords(VISIT_WORDS);
  const canvas = useRef<HTMLCanvasElement>(null);
  const pad = useRef<SignaturePad>(null);
  useEffect(() => {
    const it = canvas.current!;
    // As sharp as the screen.
    const scale = Math.max(1, devicePixelRatio);
    it.width = it.offsetWidth * scale;
    it.height = it.offsetHeight * scale;
    it.getContext('2d')!.scale(scale, scale);
    // It is read on white paper, whatever the theme.
    const made = new SignaturePad(it, { backgroundColor: '#fff', penColor: '#000' });
    pad.current = made;
    return () => made.off();
  }, []);
  const finish = () => {
    if (pad.current!.isEmpty()) return;
    done(pad.current!.toDataURL('image/png'));
  };
  return (
    <div className="signing">
      <p className="soft">{say.signHere}</p>
      <canvas ref={canvas} aria-label={say.signature} />
      <div className="actions">
        <Button type="primary" onClick={finish}>
          {say.signed}
        </Button>
        <Button onClick={() => pad.current!.clear()}>{say.clear}</Button>
      </div>
    </div>
  );
}
