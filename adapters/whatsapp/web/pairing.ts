import { createHash } from "node:crypto";
import { toBuffer, toString as toText } from "qrcode";
import type { AdapterHost } from "../../../src/channel/adapter.ts";
import type { InboundNotice } from "../../../src/channel/inbound.ts";

/** What the phone must scan, or what must be typed there. */
export interface PairingCode {
  /** The picture of a QR code, as a PNG. */
  png?: Buffer;
  /** A code to type, such as `ABCD-1234`. */
  typed?: string;
}

export interface Pairing {
  /** A new code: show it wherever somebody may look. */
  show(code: { qr?: string; code?: string }): void;
  /** The phone is linked. */
  linked(): void;
  /** The phone, or WhatsApp, has ended the link. */
  loggedOut(): void;
  /** WhatsApp has blocked the account until then. */
  blocked(until: Date): void;
  current(): PairingCode | null;
  /** Resolves once everything so far has been told. */
  settled(): Promise<void>;
}

/** All notices about the link stand in one place, the newest instead of the one before. */
const REPLACE_KEY = "whatsapp-link";
/** Codes that are posted for one link; whoever comes later finds the current one on the page. */
const MAX_POSTED = 15;

/**
 * Bring the codes to the people: `print` writes a picture of text to the terminal, admins get a notice with the
 * picture, and `current` is what the page shows.
 */
export function createPairing(host: AdapterHost, print: (text: string) => void): Pairing {
  let current: PairingCode | null = null;
  let shown = "";
  let posted = 0;
  let last: Promise<void> = Promise.resolve();

  function inTurn(work: () => Promise<void>): void {
    last = last.then(work).catch((error) => host.log.warn({ error }, "A notice about WhatsApp was not told"));
  }

  async function notice(
    id: string,
    text: InboundNotice["text"],
    image?: InboundNotice["image"],
    stopsUnasked?: InboundNotice["stopsUnasked"],
  ) {
    await host.accept({
      type: "notice",
      externalId: `notice:${id}`,
      chatId: "whatsapp",
      at: host.clock.now().toISOString(),
      text,
      replaceKey: REPLACE_KEY,
      ...(image ? { image } : {}),
      ...(stopsUnasked ? { stopsUnasked } : {}),
    });
  }

  async function showQr(qr: string): Promise<void> {
    const png = await toBuffer(qr, { width: 480, margin: 3 });
    current = { png };
    print(`${SCAN.en}\n${await toText(qr, { type: "terminal", small: true })}`);
    posted += 1;
    if (posted > MAX_POSTED) return;
    if (posted === MAX_POSTED) return notice(`waiting:${hash(qr)}`, WAITING);
    const kept = await host.files.keep({ content: png, fileName: "whatsapp-code.png", mime: "image/png" });
    const image = kept.path === "" ? undefined : { path: kept.path, alt: "QR code" };
    await notice(`qr:${hash(qr)}`, SCAN, image);
  }

  async function showCode(code: string): Promise<void> {
    const typed = code.length === 8 ? `${code.slice(0, 4)}-${code.slice(4)}` : code;
    current = { typed };
    const text = { en: TYPE.en(typed), pt: TYPE.pt(typed), es: TYPE.es(typed) };
    print(text.en);
    posted += 1;
    if (posted <= MAX_POSTED) await notice(`code:${hash(code)}:${posted}`, text);
  }

  return {
    show({ qr, code }) {
      const value = qr ?? code ?? "";
      // The library tells the same code twice when the page changes under it.
      if (value === shown) return;
      shown = value;
      inTurn(() => (qr === undefined ? showCode(value) : showQr(qr)));
    },
    linked() {
      if (shown === "") return;
      shown = "";
      inTurn(async () => {
        current = null;
        posted = 0;
        print(LINKED.en);
        await notice(`linked:${host.clock.now().getTime()}`, LINKED);
      });
    },
    loggedOut() {
      shown = "";
      inTurn(async () => {
        current = null;
        posted = 0;
        await notice(`logout:${host.clock.now().getTime()}`, LOGGED_OUT, undefined, "logged-out");
      });
    },
    blocked(until) {
      const day = until.toISOString().slice(0, 16).replace("T", " ");
      const text = { en: BLOCKED.en(day), pt: BLOCKED.pt(day), es: BLOCKED.es(day) };
      inTurn(() => notice(`blocked:${until.getTime()}`, text, undefined, "blocked"));
    },
    current: () => current,
    settled: () => last,
  };
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 24);
}

const SCAN = {
  en: "WhatsApp is waiting for its phone. On the phone: Settings › Linked devices › Link a device, then scan this code. The newest one is always at /whatsapp/pair on the server.",
  pt: "O WhatsApp está esperando o celular. No celular: Configurações › Dispositivos conectados › Conectar dispositivo, e leia este código. O mais novo está sempre em /whatsapp/pair no servidor.",
  es: "WhatsApp espera su teléfono. En el teléfono: Ajustes › Dispositivos vinculados › Vincular un dispositivo, y escanea este código. El más reciente está siempre en /whatsapp/pair en el servidor.",
};

const WAITING = {
  en: "WhatsApp is still waiting for its phone. No more codes are posted here; open /whatsapp/pair on the server when you are ready to scan.",
  pt: "O WhatsApp ainda está esperando o celular. Não mando mais códigos aqui; abra /whatsapp/pair no servidor quando for ler.",
  es: "WhatsApp todavía espera su teléfono. No publico más códigos aquí; abre /whatsapp/pair en el servidor cuando vayas a escanear.",
};

const TYPE = {
  en: (code: string) =>
    `WhatsApp is waiting for its phone. On the phone: Settings › Linked devices › Link a device › Link with phone number instead, then type ${code}.`,
  pt: (code: string) =>
    `O WhatsApp está esperando o celular. No celular: Configurações › Dispositivos conectados › Conectar dispositivo › Conectar com número de telefone, e digite ${code}.`,
  es: (code: string) =>
    `WhatsApp espera su teléfono. En el teléfono: Ajustes › Dispositivos vinculados › Vincular un dispositivo › Vincular con número de teléfono, y escribe ${code}.`,
};

const LINKED = {
  en: "WhatsApp is linked and works.",
  pt: "O WhatsApp está conectado e funcionando.",
  es: "WhatsApp está vinculado y funciona.",
};

const LOGGED_OUT = {
  en: "The phone has ended the link with WhatsApp: nothing comes in or goes out until it is linked again. A new code follows.",
  pt: "O celular encerrou a conexão com o WhatsApp: nada entra nem sai até conectar de novo. Já vem um código novo.",
  es: "El teléfono terminó la vinculación con WhatsApp: nada entra ni sale hasta vincularlo de nuevo. Enseguida llega un código nuevo.",
};

const BLOCKED = {
  en: (until: string) =>
    `WhatsApp has blocked this number for breaking its terms. Nothing is sent until ${until} UTC; look at the phone for what WhatsApp says.`,
  pt: (until: string) =>
    `O WhatsApp bloqueou este número por violar os termos. Nada é enviado até ${until} UTC; veja no celular o que o WhatsApp diz.`,
  es: (until: string) =>
    `WhatsApp bloqueó este número por incumplir sus condiciones. No se envía nada hasta ${until} UTC; mira en el teléfono qué dice WhatsApp.`,
};
