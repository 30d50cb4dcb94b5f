// Sending a file: by a request of its own, for it is too large for the line.

const LIMIT = 10 * 1024 * 1024; // bytes, as the bot counts them
const PATIENCE = 330000; // milliseconds
const TOO_LARGE = "Berkas ini lebih besar dari 10 MB. Silakan kirim berkas yang lebih kecil.";
const LOST = "Berkas belum terkirim: jaringan terputus. Silakan coba lagi.";

function why(request) {
  try {
    return JSON.parse(request.responseText).alasan || LOST;
  } catch (_) {
    return request.status === 413 ? TOO_LARGE : LOST;
  }
}

// Resolves when the bot has the file; rejects with an Error whose message is for the person.
// `progress` is told the part that has left, 0 to 1.
export function upload(token, id, file, progress) {
  return new Promise((resolve, reject) => {
    const fail = (text) => reject(new Error(text));
    if (file.size > LIMIT) return fail(TOO_LARGE);
    if (!file.size) return fail("Berkas ini kosong. Silakan pilih berkas yang lain.");
    const request = new XMLHttpRequest();
    request.open("POST", "/c/berkas");
    request.timeout = PATIENCE;
    request.setRequestHeader("X-Halo", token);
    request.setRequestHeader("X-Peristiwa", id);
    request.setRequestHeader("X-Nama-Berkas", encodeURIComponent(file.name));
    request.upload.onprogress = (event) => progress(event.loaded / file.size);
    request.onload = () => (request.status === 200 ? resolve() : fail(why(request)));
    request.onerror = request.ontimeout = request.onabort = () => fail(LOST);
    request.send(file);
  });
}

export function sizeOf(file) {
  const kilo = Math.max(1, Math.round(file.size / 1024));
  return kilo < 1000 ? `${kilo} kB` : `${(kilo / 1024).toFixed(1).replace(".", ",")} MB`;
}
