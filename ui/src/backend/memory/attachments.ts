// Attachments of the vault in memory: named by what is in them, as in the real one.
import type { AddedAttachment } from "../../bindings";
import { ATTACHMENT_BYTES_MAX, tooLarge, type AttachmentsBackend } from "../topics/attachments";

/** The content policy of the window shows no `blob:`. */
function dataUrl(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.onerror = () => reject(reader.error ?? new Error("The file cannot be read."));
    reader.readAsDataURL(file);
  });
}

/** Of a PNG, as its head tells it. */
async function sizeOf(file: Blob | undefined): Promise<{ width: number | null; height: number | null }> {
  const head = file ? new DataView(await file.slice(0, 24).arrayBuffer()) : null;
  const isPng = head !== null && head.byteLength === 24 && head.getUint32(0) === 0x89504e47;
  return isPng ? { width: head.getUint32(16), height: head.getUint32(20) } : { width: null, height: null };
}

export function memoryAttachments(): AttachmentsBackend {
  const kept = new Map<string, Blob>();
  const urls = new Map<string, string>();

  async function nameOf(file: Blob): Promise<string> {
    const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  return {
    attachmentAdd: async (_noteId, fileName, file): Promise<AddedAttachment> => {
      if (file.size > ATTACHMENT_BYTES_MAX) throw tooLarge();
      const name = await nameOf(file);
      const isNew = !kept.has(name);
      if (isNew) {
        kept.set(name, file);
        urls.set(name, await dataUrl(file));
      }
      const safe = fileName.split(/[/\\]/).at(-1)!.replace(/[[\]|`<>\n]/g, "_") || "file";
      const extension = /\.([a-z0-9]{1,16})$/i.exec(safe)?.[1]?.toLowerCase() ?? "bin";
      const isImage = file.type.startsWith("image/");
      const url = `driftless://blob/${name}.${extension}`;
      return { name, url, markdown: isImage ? `![${safe.replace(/\.[^.]*$/, "")}](${url})` : `[${safe}](${url})`, is_image: isImage, size_bytes: file.size, is_new: isNew };
    },
    attachmentStatus: async (names) =>
      Promise.all(names.map(async (name) => {
        const file = kept.get(name);
        return { name, state: file ? ("stored" as const) : ("missing" as const), size_bytes: file?.size ?? 0, trouble: null, ...(await sizeOf(file)) };
      })),
    attachmentFetch: async () => {},
    attachmentSaveAs: async (name) => kept.has(name),
    attachmentUrl: (file) => {
      const name = file.split(".")[0]!;
      // Like the scheme of the real one: what is not here cannot be loaded.
      return urls.get(name) ?? `data:,${name}`;
    },
  };
}
