/** What shows that somebody was there. Pictures are data: URLs. */
export interface Shown {
  photos: readonly string[];
  signature: string | null;
  /** Null: it was not said. */
  place: string | null;
}

export const NOTHING_SHOWN: Shown = { photos: [], signature: null, place: null };

interface File {
  name: string;
  bytes: Blob;
}

/** The files of it; a place without any goes as one of its own. */
export function proofsOf({ photos, signature, place }: Shown): File[] {
  const files = [
    ...photos.map((it, n) => ({ name: `photo-${n + 1}.jpg`, bytes: bytesOf(it) })),
    ...(signature === null ? [] : [{ name: 'signature.png', bytes: bytesOf(signature) }]),
  ];
  return files.length > 0 || place === null ? files : [{ name: 'place.txt', bytes: new Blob([place]) }];
}

function bytesOf(url: string): Blob {
  const [, type = '', base64 = ''] = /^data:([^;]*);base64,(.*)$/s.exec(url) ?? [];
  return new Blob([Uint8Array.from(atob(base64), (it) => it.charCodeAt(0))], { type });
}

/** What a screen shows well, and a signature below a letter in a photo is read by; a phone's own pictures are ten times that. */
const LONGEST_SIDE = 1600;
const QUALITY = 0.8;

/** A photo without what the camera wrote beside it, such as where it was taken. @throws for what is no picture */
export async function photoOf(file: Blob): Promise<string> {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext('2d')!.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return canvas.toDataURL('image/jpeg', QUALITY);
}

const FINDS_MS = 20_000;

/** Where the device is, within so many metres, and when that was. @throws where it is not known, or not told */
export function placeNow(): Promise<string> {
  return new Promise((resolve, reject) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude, longitude, accuracy }, timestamp }) =>
        resolve(
          `${latitude.toFixed(5)}, ${longitude.toFixed(5)} (±${Math.round(accuracy)} m, ${new Date(timestamp).toISOString().slice(0, 19)}Z)`,
        ),
      reject,
      { enableHighAccuracy: true, timeout: FINDS_MS, maximumAge: 0 },
    );
  });
}
