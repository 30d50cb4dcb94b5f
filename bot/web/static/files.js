// Sending a file: by a request of its own, for it is too large for the line.

const LIMIT = 10 * 1024 * 1024; // bytes, as the bot counts them
const PATIENCE = 330000; // milliseconds
const LOST = "Berkas belum terkirim: jaringan terputus. Silakan coba lagi.";

function why(request) {
  try {
    return JSON.parse(request.responseText).alasan || LOST;
  } catch (_) {
    return request.status === 413 ? "Berkas ini lebih besar dari 10 MB." : LOST;
  }
}

// Resolves when the bot has the file; rejects with an Error whose message is for the person.
// `progress` is told the part that has left, 0 to 1.
export function upload(token, id, file, progress) {
  return new Promise((resolve, reject) => {
    if (file.size > LIMIT) return reject(new Error("Berkas ini lebih besar dari 10 MB. Silakan kirim berkas yang lebih kecil."));
    if (!file.size) return reject(new Error("Berkas ini kosong. Silakan pilih berkas yang lain."));
    const request = new XMLHttpRequest();
    request.open("POST", "/c/berkas");
    request.timeout = PATIENCE;
    request.setRequestHeader("X-Halo", token);
    request.setRequestHeader("X-Peristiwa", id);
    request.setRequestHeader("X-Nama-Berkas", encodeURIComponent(file.name));
    request.upload.onprogress = (event) => progress(event.loaded / file.size);
    request.onload = () => (request.status === 200 ? resolve() : reject(new Error(why(request))));
    request.onerror = request.ontimeout = request.onabort = () => reject(new Error(LOST));
    request.send(file);
  });
}

export function sizeOf(file) {
  const kilo = Math.max(1, Math.round(file.size / 1024));
  return kilo < 1000 ? `${kilo} kB` : `${(kilo / 1024).toFixed(1).replace(".", ",")} MB`;
}
