/*! siaga-verify.js: is a SIAGA paper genuine? One file, no dependency, no network. Apache-2.0.
 *
 *   const keys = SiagaVerify.openKeys(await (await fetch("kunci.json")).json(), { centre: "64 hex digits, if you hold it" });
 *   const answer = await SiagaVerify.check("SGA1:...", keys);        // the text of a QR
 *   const answer = await SiagaVerify.checkPdf(arrayBuffer, keys);    // a paper as a file
 *   answer = { verdict, colour, proven, kind, number, holder, office, officeName, issued, revoked, content, signed, claim }
 *
 * verdict and colour: as `siaga verify` and /api/v1/periksa name them; "asli" (biru) says who issued it, not that it still holds.
 * proven: whether the fields were signed by a key in the list. signed: the PDF has an electronic signature, which is not checked here.
 * claim: the text found in a PDF. content: the PDF's attached data, where the claim vouches for it.
 */
(function (root) {
  "use strict";
  const FORMAT = "siaga-kunci/1", PREFIX = "SGA1:", MAX_TEXT = 1000, MAX_CLAIM = 1024, MAX_ATTACHED = 1 << 22, MAX_PARTS = 40;
  const COLOURS = {
    asli: "biru", kunci_belum_disahkan: "kuning", sebelum_kunci_dicabut: "kuning", tanda_tangan_tidak_cocok: "merah",
    kunci_tidak_dikenal: "merah", kantor_tidak_dikenal: "merah", kunci_dicabut: "merah", isi_berubah: "merah", tidak_ada_kode: "merah",
  };
  const ascii = (text) => new TextEncoder().encode(text);
  const hex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
  const unhex = (text) => /^([0-9a-f]{2})*$/.test(text) ? Uint8Array.from(text.match(/../g) || [], (b) => parseInt(b, 16)) : null;
  const same = (a, b) => a.length === b.length && a.every((v, i) => v === b[i]);
  const join = (...parts) => Uint8Array.from(parts.flatMap((p) => Array.from(p)));
  class Bad extends Error {}

  // --- base45 (RFC 9285) and inflate (RFC 1950, 1951) ---
  const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
  function base45(text) {
    const out = [];
    for (let i = 0; i < text.length; i += 3) {
      const places = Array.from(text.slice(i, i + 3), (c) => ALPHABET.indexOf(c));
      const value = places.reduce((sum, place, at) => sum + place * 45 ** at, 0);
      if (places.includes(-1) || places.length === 1 || value > (places.length === 3 ? 65535 : 255)) throw new Bad("base45");
      if (places.length === 3) out.push(value >> 8);
      out.push(value & 255);
    }
    return Uint8Array.from(out);
  }

  const extra = (i, step) => Math.max(0, Math.floor(i / step) - 1);
  const lengths = { bits: [], base: [] }, distances = { bits: [], base: [] };
  for (let i = 0, at = 3; i < 28; i++) { lengths.bits.push(extra(i, 4)); lengths.base.push(at); at += 1 << extra(i, 4); }
  lengths.bits.push(0); lengths.base.push(258);
  for (let i = 0, at = 1; i < 30; i++) { distances.bits.push(extra(i, 2)); distances.base.push(at); at += 1 << extra(i, 2); }
  const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

  function table(sizes) {
    const count = new Array(16).fill(0), from = [0], symbols = [];
    sizes.forEach((size) => count[size]++);
    count[0] = 0;
    for (let size = 1; size < 16; size++) from[size] = from[size - 1] + count[size - 1];
    sizes.forEach((size, symbol) => { if (size) symbols[from[size]++] = symbol; });
    return { count, symbols };
  }
  const FIXED = [table(Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8))), table(new Array(30).fill(5))];

  /** zlib data → bytes, at most `most`. exact: nothing may follow. Throws for anything else. */
  function inflate(data, most, exact) {
    let at = 2, held = 0, had = 0;
    const out = [];
    if (data.length < 6 || (data[0] & 15) !== 8 || (data[0] * 256 + data[1]) % 31 || data[1] & 32) throw new Bad("zlib");
    const bits = (n) => {
      while (had < n) { if (at >= data.length) throw new Bad("zlib"); held |= data[at++] << had; had += 8; }
      const value = held & ((1 << n) - 1);
      held >>>= n; had -= n;
      return value;
    };
    const symbol = ({ count, symbols }) => {
      for (let size = 1, code = 0, first = 0, index = 0; size < 16; size++) {
        code |= bits(1);
        if (code - count[size] < first) return symbols[index + code - first];
        index += count[size]; first = (first + count[size]) << 1; code <<= 1;
      }
      throw new Bad("zlib");
    };
    const room = (n) => { if (out.length + n > most) throw new Bad("too long"); };
    const dynamic = () => {
      const nlit = bits(5) + 257, ndist = bits(5) + 1, ncode = bits(4) + 4, sizes = new Array(19).fill(0), all = [];
      for (let i = 0; i < ncode; i++) sizes[ORDER[i]] = bits(3);
      const codes = table(sizes);
      while (all.length < nlit + ndist) {
        const s = symbol(codes);
        if (s < 16) { all.push(s); continue; }
        if (s === 16 && !all.length) throw new Bad("zlib");
        const value = s === 16 ? all[all.length - 1] : 0;
        for (let n = s === 16 ? 3 + bits(2) : s === 17 ? 3 + bits(3) : 11 + bits(7); n; n--) all.push(value);
      }
      return [table(all.slice(0, nlit)), table(all.slice(nlit, nlit + ndist))];
    };
    for (let last = 0; !last;) {
      last = bits(1);
      const type = bits(2);
      if (type === 3) throw new Bad("zlib");
      if (type === 0) {
        held = had = 0;
        const size = data[at] | (data[at + 1] << 8);
        if (at + 4 + size > data.length || (size ^ 65535) !== (data[at + 2] | (data[at + 3] << 8))) throw new Bad("zlib");
        room(size);
        for (let i = 0; i < size; i++) out.push(data[at + 4 + i]);
        at += 4 + size;
        continue;
      }
      const [literals, far] = type === 1 ? FIXED : dynamic();
      for (let s; (s = symbol(literals)) !== 256;) {
        if (s < 256) { room(1); out.push(s); continue; }
        if (!(s - 257 in lengths.base)) throw new Bad("zlib");
        const size = lengths.base[s - 257] + bits(lengths.bits[s - 257]), d = symbol(far);
        if (!(d in distances.base)) throw new Bad("zlib");
        const back = distances.base[d] + bits(distances.bits[d]);
        if (back > out.length) throw new Bad("zlib");
        room(size);
        for (let i = 0; i < size; i++) out.push(out[out.length - back]);
      }
    }
    let a = 1, b = 0;
    for (const byte of out) { a = (a + byte) % 65521; b = (b + a) % 65521; }
    const sum = [b >> 8, b & 255, a >> 8, a & 255];
    if (sum.some((byte, i) => data[at + i] !== byte) || (exact && at + 4 !== data.length)) throw new Bad("zlib");
    return Uint8Array.from(out);
  }

  // --- CBOR (RFC 8949): what a claim is made of, and nothing else ---
  function cbor(data) {
    let at = 0;
    const item = (depth) => {
      if (at >= data.length || depth > 4) throw new Bad("cbor");
      const major = data[at] >> 5, info = data[at++] & 31;
      if (info > 27) throw new Bad("cbor");
      let value = info;
      if (info > 23) {
        const size = 1 << (info - 24);
        if (at + size > data.length) throw new Bad("cbor");
        value = 0;
        for (let i = 0; i < size; i++) value = value * 256 + data[at++];
      }
      const take = () => { if (at + value > data.length) throw new Bad("cbor"); return data.slice(at, (at += value)); };
      switch (major) {
        case 0: return value;
        case 1: return -1 - value;
        case 2: return take();
        case 3: return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(take());
        case 4: { const list = []; while (value--) list.push(item(depth + 1)); return list; }
        case 5: {
          const map = new Map();
          while (value--) { const key = item(depth + 1); map.set(key, item(depth + 1)); }
          return map;
        }
        case 6: return { tag: value, value: item(depth + 1) };
        default: throw new Bad("cbor");
      }
    };
    const found = item(1);
    if (at !== data.length) throw new Bad("cbor");
    return found;
  }
  const head = (major, n) => n < 24 ? [(major << 5) | n] : n < 256 ? [(major << 5) | 24, n] : [(major << 5) | 25, n >> 8, n & 255];

  // --- SHA-2 (FIPS 180-4) and Ed25519 (RFC 8032), for pages where the browser's own are missing or not allowed (plain http) ---
  const isqrt = (n) => { let x = 1n << BigInt((n.toString(2).length + 1) >> 1); for (;;) { const y = (x + n / x) >> 1n; if (y >= x) return x; x = y; } };
  const icbrt = (n) => { let x = 1n << BigInt(Math.ceil(n.toString(2).length / 3)); for (;;) { const y = (2n * x + n / (x * x)) / 3n; if (y >= x) return x; x = y; } };
  const PRIMES = [];
  for (let n = 2; PRIMES.length < 80; n++) if (PRIMES.every((p) => n % p)) PRIMES.push(n);
  function sha2(data, wide) {
    const w = wide ? 64n : 32n, mask = (1n << w) - 1n, rounds = wide ? 80 : 64, size = wide ? 128 : 64, word = size / 16;
    const K = PRIMES.slice(0, rounds).map((p) => icbrt(BigInt(p) << (3n * w)) & mask);
    let H = PRIMES.slice(0, 8).map((p) => isqrt(BigInt(p) << (2n * w)) & mask);
    const [S0, S1, s0, s1] = wide ? [[28n, 34n, 39n], [14n, 18n, 41n], [1n, 8n, 7n], [19n, 61n, 6n]] : [[2n, 13n, 22n], [6n, 11n, 25n], [7n, 18n, 3n], [17n, 19n, 10n]];
    const turn = (x, n) => (x >> n) | ((x << (w - n)) & mask);
    const big = (x, r) => turn(x, r[0]) ^ turn(x, r[1]) ^ turn(x, r[2]), small = (x, r) => turn(x, r[0]) ^ turn(x, r[1]) ^ (x >> r[2]);
    const full = new Uint8Array(Math.ceil((data.length + 1 + word * 2) / size) * size);
    full.set(data); full[data.length] = 128;
    new DataView(full.buffer).setUint32(full.length - 4, data.length * 8);
    for (let at = 0; at < full.length; at += size) {
      const W = [];
      for (let t = 0; t < 16; t++) W.push(BigInt("0x" + hex(full.subarray(at + t * word, at + (t + 1) * word))));
      for (let t = 16; t < rounds; t++) W.push((small(W[t - 2], s1) + W[t - 7] + small(W[t - 15], s0) + W[t - 16]) & mask);
      let [a, b, c, d, e, f, g, h] = H;
      for (let t = 0; t < rounds; t++) {
        const one = h + big(e, S1) + ((e & f) ^ (~e & mask & g)) + K[t] + W[t], two = big(a, S0) + ((a & b) ^ (a & c) ^ (b & c));
        [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) & mask, c, b, a, (one + two) & mask];
      }
      H = [a, b, c, d, e, f, g, h].map((v, i) => (v + H[i]) & mask);
    }
    return unhex(H.map((v) => v.toString(16).padStart(word * 2, "0")).join(""));
  }

  const P = 2n ** 255n - 19n, L = 2n ** 252n + 27742317777372353535851937790883648493n;
  const mod = (x) => ((x % P) + P) % P;
  const power = (x, n) => { let r = 1n; for (x = mod(x); n; n >>= 1n, x = (x * x) % P) if (n & 1n) r = (r * x) % P; return r; };
  const D = mod(-121665n * power(121666n, P - 2n)), ROOT = power(2n, (P - 1n) / 4n);
  const little = (bytes) => BigInt("0x" + hex(Uint8Array.from(bytes).reverse()));
  const add = ([x1, y1, z1, t1], [x2, y2, z2, t2]) => {
    const a = mod((y1 - x1) * (y2 - x2)), b = mod((y1 + x1) * (y2 + x2)), c = mod(2n * t1 * t2 * D), d = mod(2n * z1 * z2);
    const e = b - a, f = d - c, g = d + c, h = b + a;
    return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
  };
  const times = (n, p) => { let r = [0n, 1n, 1n, 0n]; for (; n; n >>= 1n, p = add(p, p)) if (n & 1n) r = add(r, p); return r; };
  function point(bytes) {
    const n = little(bytes), y = n & (2n ** 255n - 1n), u = mod(y * y - 1n), v = mod(D * y * y + 1n);
    if (y >= P) return null;
    let x = mod(u * v ** 3n * power(u * v ** 7n, (P - 5n) / 8n));
    if (mod(v * x * x - u)) x = mod(x * ROOT);
    if (mod(v * x * x - u) || (!x && n >> 255n)) return null;
    if ((x & 1n) !== n >> 255n) x = P - x;
    return [x, y, 1n, mod(x * y)];
  }
  const BASE = point(Uint8Array.from({ length: 32 }, (_, i) => (i ? 0x66 : 0x58)));
  function ed25519(key, signature, message) {
    const A = point(key), R = signature.slice(0, 32), s = little(signature.slice(32));
    if (!A || s >= L) return false;
    const k = little(sha2(join(R, key, message), true)) % L;
    const [x, y, z] = add(times(s, BASE), times(k, [P - A[0], A[1], 1n, mod(-A[3])])), i = power(z, P - 2n);
    const encoded = mod(y * i) | ((mod(x * i) & 1n) << 255n);
    return encoded === little(R);
  }

  let own = root.crypto && root.crypto.subtle;
  async function signatureFits(key, signature, message) {
    if (!key || !signature || key.length !== 32 || signature.length !== 64) return false;
    if (own) {
      try {
        const held = await own.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
        return await own.verify({ name: "Ed25519" }, held, signature, message);
      } catch (_) {
        own = null; // this browser knows no Ed25519
      }
    }
    return ed25519(key, signature, message);
  }
  const sha256 = async (data) => own ? new Uint8Array(await own.digest("SHA-256", data)) : sha2(data, false);

  // --- a claim ---
  const NAME = "ABCDEFGHIJKLMNOPQRSTUVWXYZ '.-,";
  const NUMBER = Array.from({ length: 62 }, (_, i) => String.fromCharCode(33 + i)).join("") + " ";
  function unpack(value, alphabet, width) {
    if (typeof value === "string") return value;
    if (!(value instanceof Uint8Array)) throw new Bad("content");
    const bits = Array.from(value, (b) => b.toString(2).padStart(8, "0")).join(""), whole = Math.floor(bits.length / width) * width;
    if (bits.slice(whole).includes("1")) throw new Bad("content");
    const places = (bits.slice(0, whole).match(new RegExp(`.{${width}}`, "g")) || []).map((b) => parseInt(b, 2));
    while (places.length && !places[places.length - 1]) places.pop();
    if (places.some((p) => p < 1 || p > alphabet.length)) throw new Bad("content");
    return places.map((p) => alphabet[p - 1]).join("");
  }

  /** The text's parts, unproven. Throws for what is no claim. */
  async function parse(text) {
    if (!text.startsWith(PREFIX) || text.length > MAX_TEXT) throw new Bad("form");
    const packed = base45(text.slice(PREFIX.length));
    const message = packed[0] === 0xd2 && packed.length <= MAX_CLAIM ? packed : inflate(packed, MAX_CLAIM, true);
    const { tag, value } = cbor(message);
    if (tag !== 18 || !Array.isArray(value) || value.length !== 4) throw new Bad("form");
    const [shield, open, payload, signature] = value;
    if (!(open instanceof Map) || open.size || ![shield, payload, signature].every((p) => p instanceof Uint8Array)) throw new Bad("form");
    const header = cbor(shield), said = cbor(payload);
    if (!(header instanceof Map) || header.size !== 2 || header.get(1) !== -8 || !(header.get(4) instanceof Uint8Array)) throw new Bad("form");
    if (!(said instanceof Map) || said.size !== 3) throw new Bad("content");
    const office = said.get(1), issued = said.get(6), ours = said.get(-65537);
    if (typeof office !== "string" || typeof issued !== "number" || !Array.isArray(ours) || ours.length !== 4) throw new Bad("content");
    const [kind, number, holder, digest] = ours;
    if (typeof kind !== "number" || !(digest instanceof Uint8Array) || digest.length !== 16) throw new Bad("content");
    const day = new Date(issued * 1000).toISOString().slice(0, 10);
    const signed = join(head(4, 4), head(3, 10), ascii("Signature1"), head(2, shield.length), shield, [0x40], head(2, payload.length), payload);
    const claim = { kind, number: unpack(number, NUMBER, 6), holder: unpack(holder, NAME, 5), office, issued: day, digest };
    return { claim, key: hex(header.get(4)), signed, signature };
  }

  // --- the list of keys: signatures are checked when somebody asks for a key, for a country has thousands ---
  class Keys {
    constructor(list) {
      this.list = list; this.centre = list.pusat; this.made = list.dibuat; this.kinds = list.jenis; this.checked = new Map();
      this.ids = null;
    }
    /** Key id → key, of all keys in the list. */
    async byId() {
      if (!this.ids) {
        this.ids = new Map();
        for (const key of new Set(this.list.kunci.map((e) => e.kunci)))
          if (typeof key === "string" && key.length === 64 && unhex(key)) this.ids.set(hex((await sha256(unhex(key))).slice(0, 8)), key);
      }
      return this.ids;
    }
    statementText(e) {
      return [FORMAT, e.mesin, e.kantor, e.nama, e.kunci, e.sejak, e.dicabut, e.sebab, e.pada, e.oleh];
    }
    async sound(e) {
      if (!this.checked.has(e)) {
        const parts = this.statementText(e);
        const whole = parts.every((p) => typeof p === "string" && !p.includes("\n")) && e.kunci.length === 64;
        this.checked.set(e, whole && (await signatureFits(unhex(e.oleh), unhex(String(e.cap)), ascii(parts.join("\n")))));
      }
      return this.checked.get(e);
    }
    async of(key) {
      const found = [];
      for (const e of this.list.kunci) if (e.kunci === key && (await this.sound(e))) found.push(e);
      return found;
    }
    /** Offices for which this key is trusted to speak. */
    async offices(key, seen) {
      const found = new Set();
      for (const e of await this.of(key)) if (await this.maySay(e, [...seen, key])) found.add(e.kantor);
      return found;
    }
    /** The centre of everybody; an office's key of its own office, unless it was revoked before it said so. */
    async maySay(e, seen) {
      if (this.centre && e.oleh === this.centre) return true;
      if (seen.includes(e.oleh) || !(await this.offices(e.oleh, seen)).has(e.kantor)) return false;
      for (const own of await this.of(e.oleh))
        if (own.dicabut && own.dicabut <= e.pada && (await this.maySay(own, [...seen, e.oleh]))) return false;
      return true;
    }
    /** { statement, trusted } of the key with this id, or null. The earliest revocation stands, otherwise what was said last. */
    async find(id) {
      const key = (await this.byId()).get(id);
      if (!key) return null;
      const said = await this.of(key), heard = [];
      for (const e of said) if (await this.maySay(e, [key])) heard.push(e);
      const order = (e) => e.pada + e.cap;
      let standing = null;
      for (const e of (heard.length ? heard : said).sort((a, b) => (order(a) < order(b) ? -1 : 1)))
        if (!standing || !standing.dicabut || (e.dicabut && e.dicabut < standing.dicabut)) standing = e;
      return standing && { statement: standing, trusted: heard.length > 0 };
    }
    async officeName(office) {
      for (const e of this.list.kunci) if (e.kantor === office && (await this.sound(e))) return e.nama;
      return "";
    }
  }

  function openKeys(list, { centre = "" } = {}) {
    if (!list || list.format !== FORMAT || !Array.isArray(list.kunci) || typeof list.pusat !== "string") throw new Error("not a list of SIAGA's keys");
    if (centre && list.pusat !== centre) throw new Error("the keys of another centre");
    return new Keys({ jenis: {}, dibuat: "", ...list });
  }

  /** A list that was held and one that came: what the older one knew stays, so that nobody takes a revocation back. */
  function merge(held, came) {
    if (!held || held.pusat !== came.pusat) return came;
    const known = new Set(came.kunci.map((e) => e.cap));
    return { ...came, kunci: [...came.kunci, ...held.kunci.filter((e) => !known.has(e.cap))] };
  }

  const answered = (verdict, more) => ({
    verdict, colour: COLOURS[verdict], proven: false, kind: "", number: "", holder: "", office: "", officeName: "", issued: "",
    revoked: "", content: null, signed: false, claim: "", ...more,
  });

  async function check(text, keys) {
    let parts;
    try {
      parts = await parse(String(text).trim());
    } catch (_) {
      return answered("tidak_ada_kode");
    }
    const { claim } = parts, found = await keys.find(parts.key);
    const fields = { number: claim.number, holder: claim.holder, office: claim.office, issued: claim.issued };
    if (!found) {
      const officeName = await keys.officeName(claim.office);
      return answered(officeName ? "kunci_tidak_dikenal" : "kantor_tidak_dikenal", { ...fields, officeName });
    }
    const said = found.statement;
    if (!(await signatureFits(unhex(said.kunci), parts.signature, parts.signed))) return answered("tanda_tangan_tidak_cocok", fields);
    if (said.kantor !== claim.office) {
      const officeName = await keys.officeName(claim.office);
      return answered(officeName ? "kunci_tidak_dikenal" : "kantor_tidak_dikenal", { ...fields, officeName });
    }
    let verdict = found.trusted ? "asli" : "kunci_belum_disahkan";
    if (said.dicabut) verdict = claim.issued >= said.dicabut ? "kunci_dicabut" : "sebelum_kunci_dicabut";
    const more = { proven: true, kind: keys.kinds[claim.kind] || "", officeName: said.nama, revoked: said.dicabut };
    return Object.defineProperty(answered(verdict, { ...fields, ...more }), "digest", { value: claim.digest });
  }

  /** What is embedded in a PDF, found by its own headers; see `documents/checking/offline.py`. */
  function attached(pdf) {
    const text = new TextDecoder("latin1").decode(pdf), header = /\/Type\s*\/EmbeddedFile\b[^\0]{0,600}?\bstream\r?\n/g, parts = [];
    for (let found, n = 0; n < MAX_PARTS && (found = header.exec(text)); n++) {
      const rest = pdf.subarray(header.lastIndex, header.lastIndex + MAX_ATTACHED);
      if (found[0].includes("/FlateDecode")) {
        try { parts.push(inflate(rest, MAX_ATTACHED, false)); } catch (_) { continue; }
      } else if (!found[0].includes("/Filter")) {
        const end = text.indexOf("endstream", header.lastIndex) - header.lastIndex;
        if (end >= 0 && end <= rest.length) parts.push(rest.subarray(0, end));
      }
    }
    return { parts, signed: text.includes("/ByteRange") };
  }

  async function checkPdf(buffer, keys) {
    const { parts, signed } = attached(new Uint8Array(buffer)), texts = parts.map((p) => new TextDecoder().decode(p));
    const claims = texts.map((t) => t.trim()).filter((t) => /^SGA1:[0-9A-Z $%*+\-./:]{20,1000}$/.test(t));
    const answer = claims.length ? await check(claims[claims.length - 1], keys) : answered("tidak_ada_kode");
    answer.signed = signed;
    answer.claim = claims[claims.length - 1] || "";
    if (!answer.digest) return answer;
    let contents = 0;
    for (const [i, part] of parts.entries()) {
      if (part[0] !== 0x7b) continue;
      contents++;
      if (same((await sha256(part)).slice(0, 16), answer.digest)) {
        try { answer.content = JSON.parse(texts[i]); } catch (_) { answer.content = null; }
        return answer;
      }
    }
    if (contents) Object.assign(answer, { verdict: "isi_berubah", colour: COLOURS.isi_berubah });
    return answer;
  }

  const SiagaVerify = { openKeys, merge, check, checkPdf, COLOURS, usePlain: () => { own = null; } };
  if (typeof module === "object" && module.exports) module.exports = SiagaVerify;
  else root.SiagaVerify = SiagaVerify;
})(typeof self !== "undefined" ? self : globalThis);
