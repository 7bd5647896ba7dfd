/**
 * What a page of the site does in the browser: grades its quiz where it stands, and tells the learning platform around it,
 * where there is one (SCORM 1.2: `window.API` of a frame above or of the opener).
 */
export const QUIZ_SCRIPT = `(function () {
  function find(from) {
    for (var at = from, depth = 0; at && depth < 20; depth++) {
      try { if (at.API) return at.API; } catch (error) { return null; }
      if (at.parent === at) return null;
      at = at.parent;
    }
    return null;
  }
  var api = find(window) || (window.opener ? find(window.opener) : null);
  var form = document.getElementById('quiz');
  if (api) {
    api.LMSInitialize('');
    if (!form) { api.LMSSetValue('cmi.core.lesson_status', 'completed'); api.LMSCommit(''); }
    window.addEventListener('pagehide', function () { api.LMSFinish(''); });
  }
  if (!form) return;
  form.addEventListener('submit', function (event) {
    event.preventDefault();
    var fields = form.querySelectorAll('fieldset');
    var right = 0;
    fields.forEach(function (field) {
      var chosen = field.querySelector('input:checked');
      var good = chosen !== null && chosen.value === field.dataset.key;
      if (good) right++;
      field.classList.toggle('right', good);
      field.classList.toggle('wrong', !good);
      var why = field.querySelector('.why');
      why.hidden = false;
      if (!why.dataset.told) {
        why.dataset.told = '1';
        why.prepend('Right: ' + field.dataset.key + '. ');
      }
    });
    var percent = Math.round((10000 * right) / fields.length) / 100;
    document.getElementById('score').textContent = right + ' of ' + fields.length + ' right, ' + percent + ' %: ' + (percent >= 60 ? 'passed' : 'not passed');
    if (api) {
      api.LMSSetValue('cmi.core.score.min', '0');
      api.LMSSetValue('cmi.core.score.max', '100');
      api.LMSSetValue('cmi.core.score.raw', String(percent));
      api.LMSSetValue('cmi.core.lesson_status', percent >= 60 ? 'passed' : 'failed');
      api.LMSCommit('');
    }
  });
})();`;
