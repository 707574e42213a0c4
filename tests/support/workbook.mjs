// SPDX-License-Identifier: MIT
// A workbook of one sheet, as Excel writes it where it matters to a reader: texts apart from the cells, numbers as binary
// fractions, empty cells left out. The parts are stored, not packed.

const TYPES = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>`;
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relations = (...rows) =>
  `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${rows
    .map(([id, type, target]) => `<Relationship Id="${id}" Type="${RELATIONS}/${type}" Target="${target}"/>`)
    .join('')}</Relationships>`;

const DAYS_TO_1970 = 25569;
const STYLES = `<?xml version="1.0"?><styleSheet xmlns="${MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>`;

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

function columnName(i) {
  return i < 26 ? String.fromCharCode(65 + i) : columnName(Math.floor(i / 26) - 1) + columnName(i % 26);
}

function sheetAndTexts(rows) {
  const texts = new Map();
  const cell = (value, row, i) => {
    const at = `${columnName(i)}${row}`;
    if (value === '' || value === null) {
      return '';
    }
    if (value instanceof Date) {
      return `<c r="${at}" s="1"><v>${value.getTime() / 86_400_000 + DAYS_TO_1970}</v></c>`;
    }
    if (typeof value === 'number') {
      return `<c r="${at}"><v>${value}</v></c>`;
    }
    if (!texts.has(value)) {
      texts.set(value, texts.size);
    }
    return `<c r="${at}" t="s"><v>${texts.get(value)}</v></c>`;
  };
  const data = rows.map((cells, n) => `<row r="${n + 1}">${cells.map((v, i) => cell(v, n + 1, i)).join('')}</row>`);
  const shared = [...texts.keys()].map((text) => `<si><t xml:space="preserve">${escaped(text)}</t></si>`);
  return {
    sheet: `<?xml version="1.0"?><worksheet xmlns="${MAIN}"><sheetData>${data.join('')}</sheetData></worksheet>`,
    texts: `<?xml version="1.0"?><sst xmlns="${MAIN}" count="${texts.size}" uniqueCount="${texts.size}">${shared.join('')}</sst>`,
  };
}

const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let i = 0; i < 8; i++) {
    n = n & 1 ? (n >>> 1) ^ 0xedb88320 : n >>> 1;
  }
  return n >>> 0;
});

function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc = (crc >>> 8) ^ CRC[(crc ^ byte) & 0xff];
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** The fields that both headers of a part have (PKWARE's APPNOTE, 4.3.7 and 4.3.12). */
function partFields(name, bytes) {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(0x21, 8); // the 1st of January 1980
  fields.writeUInt32LE(crc32(bytes), 10);
  fields.writeUInt32LE(bytes.length, 14);
  fields.writeUInt32LE(bytes.length, 18);
  fields.writeUInt16LE(Buffer.byteLength(name), 22);
  return fields;
}

function zip(parts) {
  const local = [];
  const central = [];
  let at = 0;
  for (const [name, text] of parts) {
    const bytes = Buffer.from(text);
    const fields = partFields(name, bytes);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(at, 10);
    local.push(Buffer.from('PK\x03\x04', 'latin1'), fields, Buffer.from(name), bytes);
    central.push(Buffer.from('PK\x01\x02\x14\0', 'latin1'), fields, tail, Buffer.from(name));
    at += 30 + Buffer.byteLength(name) + bytes.length;
  }
  const size = Buffer.concat(central).length;
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...local, ...central, end]);
}

/** The bytes of a workbook whose sheet has these rows: texts, numbers, Dates, '' for empty cells. */
export function workbook(rows) {
  const { sheet, texts } = sheetAndTexts(rows);
  return zip([
    ['[Content_Types].xml', TYPES],
    ['_rels/.rels', relations(['rId1', 'officeDocument', 'xl/workbook.xml'])],
    [
      'xl/workbook.xml',
      `<?xml version="1.0"?><workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets><sheet name="Товары" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      relations(['rId1', 'worksheet', 'worksheets/sheet1.xml'], ['rId2', 'sharedStrings', 'sharedStrings.xml'], ['rId3', 'styles', 'styles.xml']),
    ],
    ['xl/worksheets/sheet1.xml', sheet],
    ['xl/sharedStrings.xml', texts],
    ['xl/styles.xml', STYLES],
  ]);
}
