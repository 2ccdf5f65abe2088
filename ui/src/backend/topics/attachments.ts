// Images and files of notes.
import { convertFileSrc } from "@tauri-apps/api/core";
import { commands, type AddedAttachment, type AttachmentStatus } from "../../bindings";
import { BackendError } from "../error";
import { unit, unwrap } from "../answers";

/** Largest file, bytes; the vault refuses larger ones too. */
export const ATTACHMENT_BYTES_MAX = 10 * 1024 * 1024;

export interface AttachmentsBackend {
  /** Keeps a file for a note, whose text is the caller's to write. Durable when it answers. */
  attachmentAdd(noteId: string, fileName: string, file: Blob): Promise<AddedAttachment>;
  attachmentStatus(names: string[]): Promise<AttachmentStatus[]>;
  /** Asks for one that is missing or damaged, now. */
  attachmentFetch(name: string): Promise<void>;
  /** Lets the person choose where, and writes it there; false when the dialog was closed. */
  attachmentSaveAs(name: string, title: string, fileName: string): Promise<boolean>;
  /** Where an `<img>` finds `<name>.<extension>`. */
  attachmentUrl(file: string): string;
}

export function tooLarge(): BackendError {
  return new BackendError({ kind: "too_large", message: "File is too large: at most 10 MB. Nothing was changed.", field: "file" });
}

async function base64(file: Blob): Promise<string> {
  const url = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.onerror = () => reject(reader.error ?? new Error("the file cannot be read"));
    reader.readAsDataURL(file);
  });
  return url.slice(url.indexOf(",") + 1);
}

export function tauriAttachments(): AttachmentsBackend {
  return {
    attachmentAdd: async (noteId, fileName, file) => {
      if (file.size > ATTACHMENT_BYTES_MAX) throw tooLarge();
      return unwrap(commands.attachmentAdd(noteId, fileName, file.size === 0 ? "" : await base64(file)));
    },
    attachmentStatus: (names) => unwrap(commands.attachmentStatus(names)),
    attachmentFetch: (name) => unit(commands.attachmentFetch(name)),
    attachmentSaveAs: (name, title, fileName) => unwrap(commands.attachmentSaveAs(name, title, fileName)),
    attachmentUrl: (file) => convertFileSrc(file, "driftless-blob"),
  };
}
