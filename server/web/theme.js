// Runs before anything is drawn: marks that scripts run, and applies the reader's choice of light or dark, if one was made here.
// Without a choice the page follows the system.
(() => {
  const root = document.documentElement;
  /* An exported page opened from the disk may not load modules: there it stays the gallery that needs no script. */
  if (location.protocol !== 'file:') root.classList.add('script');
  try {
    const chosen = localStorage.getItem('theme');
    if (chosen === 'light' || chosen === 'dark') root.dataset.theme = chosen;
  } catch { /* storage may be forbidden; then nothing is remembered */ }
})();
