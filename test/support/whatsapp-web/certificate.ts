import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";

/** A throw-away self-signed certificate (ECDSA P-256) made in memory, so that no key is committed. */
export function selfSigned(host: string): { key: string; cert: string; spki: string } {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const publicDer = publicKey.export({ type: "spki", format: "der" });
  const name = seq(der(0x31, seq(oid("550403"), der(0x0c, Buffer.from(host)))));
  // ecdsa-with-SHA256
  const algorithm = seq(oid("2a8648ce3d040302"));
  const otherName = seq(oid("551d11"), der(0x04, seq(der(0x82, Buffer.from(host)))));
  const day = 86_400_000;
  const content = seq(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1, ...randomBytes(8)])),
    algorithm,
    name,
    seq(utc(new Date(Date.now() - day)), utc(new Date(Date.now() + 30 * day))),
    name,
    publicDer,
    der(0xa3, seq(otherName)),
  );
  const signature = Buffer.concat([Buffer.from([0]), sign("sha256", content, privateKey)]);
  const cert = seq(content, algorithm, der(0x03, signature)).toString("base64");
  return {
    key: String(privateKey.export({ type: "pkcs8", format: "pem" })),
    cert: `-----BEGIN CERTIFICATE-----\n${cert.match(/.{1,64}/g)?.join("\n")}\n-----END CERTIFICATE-----\n`,
    spki: createHash("sha256").update(publicDer).digest("base64"),
  };
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const { length } = body;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
}

function seq(...parts: Buffer[]): Buffer {
  return der(0x30, ...parts);
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, "hex"));
}

function utc(date: Date): Buffer {
  return der(0x17, Buffer.from(`${date.toISOString().replace(/[-:T]/g, "").slice(2, 14)}Z`));
}
