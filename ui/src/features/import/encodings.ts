/** The encodings offered, by their WHATWG label; the one in use is always among them. */
export const encodings = [
  { value: "UTF-8", label: "UTF-8" },
  { value: "UTF-16LE", label: "UTF-16 (little endian)" },
  { value: "UTF-16BE", label: "UTF-16 (big endian)" },
  { value: "windows-1252", label: "Western (Windows-1252)" },
  { value: "windows-1250", label: "Central European (Windows-1250)" },
  { value: "windows-1251", label: "Cyrillic (Windows-1251)" },
  { value: "windows-1253", label: "Greek (Windows-1253)" },
  { value: "windows-1254", label: "Turkish (Windows-1254)" },
  { value: "ISO-8859-2", label: "Central European (ISO 8859-2)" },
  { value: "ISO-8859-15", label: "Western with euro (ISO 8859-15)" },
  { value: "macintosh", label: "Mac Roman" },
  { value: "KOI8-R", label: "Russian (KOI8-R)" },
  { value: "Shift_JIS", label: "Japanese (Shift JIS)" },
  { value: "EUC-KR", label: "Korean (EUC-KR)" },
  { value: "GBK", label: "Chinese, simplified (GBK)" },
  { value: "Big5", label: "Chinese, traditional (Big5)" },
];
