// The hall's voice. The called number's element carries data-announce (what is said) and data-announce-id (said once per id).
// Browsers speak only after a touch: hence the button, which goes away once pressed.
"use strict";
(() => {
  const button = document.querySelector("[data-voice-on]");
  let last = null;
  let on = false;
  const speak = (text) => {
    const words = new SpeechSynthesisUtterance(text);
    words.lang = document.documentElement.lang === "en" ? "en-GB" : "id-ID";
    words.rate = 0.9;
    words.voice = speechSynthesis.getVoices().find((voice) => voice.lang.replace("_", "-").startsWith(words.lang.slice(0, 2))) || null;
    speechSynthesis.speak(words);
  };
  const look = () => {
    const called = document.querySelector("[data-announce]");
    if (!called || called.dataset.announceId === last) return;
    const first = last === null;
    last = called.dataset.announceId;
    if (!first) called.classList.add("is-new");
    if (on && called.dataset.announce) speak(called.dataset.announce);
  };
  if (button) {
    button.hidden = !("speechSynthesis" in window);
    button.addEventListener("click", () => { on = true; button.hidden = true; last = last === null ? null : ""; look(); });
  }
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
  look();
})();
