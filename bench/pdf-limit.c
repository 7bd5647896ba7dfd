/*
 * What PDFium itself takes: the calls this project makes of it, made from C, with the same words as their outcome: boxes
 * as people see the page, in hundredths of a point, their types and letters. It looks whether they stand in reading order
 * as well, but leaves them in that of the content; it joins no parts and hands nothing to another process. Prints the
 * seconds of processor time of each pass, which opens each file anew.
 *
 *   pdf-limit words PAGES PASSES FILE       the words of the first pages with their boxes and types
 *   pdf-limit gray|colour EDGE PASSES FILE…  the first page of each file as a bitmap
 *
 * The prototypes are those of PDFium's public headers, which the library comes without.
 */
#define _GNU_SOURCE
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef void *Handle;
typedef struct { float left, top, right, bottom; } Box;
typedef struct { float a, b, c, d, e, f; } Matrix;

void FPDF_InitLibrary(void);
Handle FPDF_LoadDocument(const char *path, const char *password);
void FPDF_CloseDocument(Handle document);
int FPDF_GetPageCount(Handle document);
Handle FPDF_LoadPage(Handle document, int index);
int FPDFPage_GetRotation(Handle page);
void FPDF_ClosePage(Handle page);
int FPDF_GetPageBoundingBox(Handle page, Box *box);
float FPDF_GetPageWidthF(Handle page);
float FPDF_GetPageHeightF(Handle page);
int FPDFPage_GetAnnotCount(Handle page);
int FPDFLink_Enumerate(Handle page, int *position, Handle *link);
int FPDFPage_CountObjects(Handle page);
Handle FPDFPage_GetObject(Handle page, int index);
int FPDFPageObj_GetType(Handle object);
Handle FPDFText_LoadPage(Handle page);
void FPDFText_ClosePage(Handle text);
int FPDFText_CountChars(Handle text);
int FPDFText_GetText(Handle text, int start, int count, unsigned short *result);
int FPDFText_GetLooseCharBox(Handle text, int index, Box *box);
double FPDFText_GetFontSize(Handle text, int index);
int FPDFText_GetMatrix(Handle text, int index, Matrix *matrix);
int FPDFText_GetFontWeight(Handle text, int index);
unsigned long FPDFText_GetFontInfo(Handle text, int index, void *name, unsigned long bytes, int *flags);
Handle FPDFDOC_InitFormFillEnvironment(Handle document, void *info);
void FPDFDOC_ExitFormFillEnvironment(Handle form);
void FORM_OnAfterLoadPage(Handle page, Handle form);
void FORM_OnBeforeClosePage(Handle page, Handle form);
void FPDF_FFLDraw(Handle form, Handle bitmap, Handle page, int x, int y, int w, int h, int turn, int flags);
Handle FPDFBitmap_CreateEx(int width, int height, int format, void *pixels, int stride);
void FPDFBitmap_Destroy(Handle bitmap);
void FPDF_RenderPageBitmap(Handle bitmap, Handle page, int x, int y, int w, int h, int turn, int flags);

typedef struct { int x0, y0, x1, y1, type; } Word;

/* A piece of a line: words that follow one another. */
typedef struct { int x0, y0, x1, y1; } Run;

static Word words[200000];
static Run runs[200000];
static unsigned short letters[2000000];
static int letter_count;
/* Of the page in hand: what people see of it, and its quarter turns clockwise. */
static Box view;
static int turns;
/* The pixels of one page after the other; 24 million of three bytes at most. */
static unsigned char pixels[72000000];
/* A type is looked up once for the words that fill the same line to the same height. */
static struct { float top, bottom; int type; } types[4];

static double seconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int is_space(unsigned unit) {
  return unit == 0x20 || (unit >= 0x09 && unit <= 0x0d) || unit == 0xa0 || (unit >= 0x2000 && unit <= 0x200a);
}

static int hundredths(double points) { return (int)floor(points * 100 + 0.5); }

/* Turns a box of the page into one with its origin at the top left of what people see. */
static void to_view(Box *box) {
  float x0 = fminf(box->left, box->right), x1 = fmaxf(box->left, box->right);
  float y0 = fminf(box->bottom, box->top), y1 = fmaxf(box->bottom, box->top);
  Box seen = {x0 - view.left, view.top - y1, x1 - view.left, view.top - y0};
  if (turns == 1) seen = (Box){y0 - view.bottom, x0 - view.left, y1 - view.bottom, x1 - view.left};
  if (turns == 2) seen = (Box){view.right - x1, y0 - view.bottom, view.right - x0, y1 - view.bottom};
  if (turns == 3) seen = (Box){view.top - y1, view.right - x1, view.top - y0, view.right - x0};
  *box = seen;
}

static int is_bold(Handle text, int letter) {
  int weight = FPDFText_GetFontWeight(text, letter);
  if (weight > 0) return weight >= 540;
  char name[4096] = "";
  unsigned long bytes = FPDFText_GetFontInfo(text, letter, name, sizeof name, NULL);
  return bytes <= sizeof name && strcasestr(name, "bold") != NULL;
}

/* The size doubled, and one more where the type is bold. */
static int find_type(Handle text, int letter, Box box) {
  static int next;
  for (int i = 0; i < 4; i++) {
    if (types[i].top != box.top || types[i].bottom != box.bottom) continue;
    /* Plain and bold type may fill the same line. */
    if (types[i].type % 2 == 1 && !is_bold(text, letter)) types[i].type--;
    return types[i].type;
  }
  Matrix matrix;
  double size = FPDFText_GetFontSize(text, letter);
  if (FPDFText_GetMatrix(text, letter, &matrix)) size *= sqrt(matrix.c * matrix.c + matrix.d * matrix.d);
  next = (next + 1) % 4;
  types[next].top = box.top;
  types[next].bottom = box.bottom;
  return types[next].type = 2 * hundredths((float)size) + is_bold(text, letter);
}

static int add_word(Handle text, const unsigned short *units, int start, int end, int count) {
  Box first, last;
  if (!FPDFText_GetLooseCharBox(text, start, &first)) return count;
  last = first;
  if (end - 1 > start && !FPDFText_GetLooseCharBox(text, end - 1, &last)) return count;
  to_view(&first);
  to_view(&last);
  Word word = {hundredths(fminf(first.left, last.left)), hundredths(fminf(first.top, last.top)),
               hundredths(fmaxf(first.right, last.right)), hundredths(fmaxf(first.bottom, last.bottom)),
               find_type(text, start, first)};
  words[count] = word;
  memcpy(letters + letter_count, units + start, sizeof(short) * (size_t)(end - start));
  letter_count += end - start;
  letters[letter_count++] = '\n';
  return count + 1;
}

static int min(int a, int b) { return a < b ? a : b; }
static int max(int a, int b) { return a > b ? a : b; }

static int find_runs(int count) {
  int found = 0;
  for (int i = 0; i < count; i++) {
    Word word = words[i];
    Run *run = found > 0 ? &runs[found - 1] : NULL;
    int height = word.y1 - word.y0, gap = run ? word.x0 - run->x1 : 0;
    if (run && min(run->y1, word.y1) - max(run->y0, word.y0) > 0.5 * min(run->y1 - run->y0, height) &&
        gap >= -0.5 * height && gap < 2 * height) {
      *run = (Run){min(run->x0, word.x0), min(run->y0, word.y0), max(run->x1, word.x1), max(run->y1, word.y1)};
    } else {
      runs[found++] = (Run){word.x0, word.y0, word.x1, word.y1};
    }
  }
  return found;
}

/* No run stands above one that comes before it and shares some of its width. */
static int in_order(int count) {
  const Run *lowest[48] = {0};
  int right = 1;
  for (int i = 0; i < count; i++) right = max(right, runs[i].x1);
  for (int i = 0; i < count; i++) {
    const Run *run = &runs[i];
    int first = max(0, min(47, (int)floor(48.0 * run->x0 / right)));
    int last = max(0, min(47, (int)ceil(48.0 * run->x1 / right) - 1));
    for (int strip = first; strip <= last; strip++) {
      const Run *before = lowest[strip];
      if (before) {
        double tolerance = 0.35 * min(run->y1 - run->y0, before->y1 - before->y0);
        if (run->y1 - tolerance <= before->y0 && min(run->x1, before->x1) > max(run->x0, before->x0)) return 0;
      }
      if (!before || run->y0 > before->y0) lowest[strip] = run;
    }
  }
  return 1;
}

/* Most stretches of the order that run down the page are as narrow as a column of figures. */
static int drawn_by_columns(int count) {
  int stretches = 0, narrow = 0, from = 0;
  for (int i = 0; i < count; i++) {
    if (i + 1 < count && (runs[i + 1].y0 + runs[i + 1].y1) / 2.0 >= runs[i].y0) continue;
    int x0 = runs[from].x0, x1 = runs[from].x1, height = 0;
    for (; from <= i; from++) {
      x0 = min(x0, runs[from].x0);
      x1 = max(x1, runs[from].x1);
      height = max(height, runs[from].y1 - runs[from].y0);
    }
    stretches++;
    if (x1 - x0 < 10 * height) narrow++;
  }
  return stretches > 2 && narrow * 2 >= stretches;
}

static int has_more_than_links(Handle page) {
  int annotations = FPDFPage_GetAnnotCount(page), links = 0, position = 0;
  Handle link;
  while (links < annotations && FPDFLink_Enumerate(page, &position, &link)) links++;
  return links < annotations;
}

/* Pages whose words would have to be put in order, for the compiler not to leave the question out. */
static volatile long out_of_order;

static void read_page(Handle document, int index) {
  Handle page = FPDF_LoadPage(document, index);
  if (!page) return;
  FPDF_GetPageBoundingBox(page, &view);
  turns = FPDFPage_GetRotation(page) & 3;
  letter_count = 0;
  has_more_than_links(page);
  Handle text = FPDFText_LoadPage(page);
  int length = FPDFText_CountChars(text), start = -1, count = 0;
  unsigned short *units = malloc(sizeof(short) * (size_t)(2 * length + 1));
  FPDFText_GetText(text, 0, length, units);
  memset(types, 0, sizeof types);
  for (int i = 0; i <= length; i++) {
    if (i < length && !is_space(units[i])) {
      if (start < 0) start = i;
      continue;
    }
    if (start >= 0) count = add_word(text, units, start, i, count);
    start = -1;
  }
  int pieces = find_runs(count);
  if (!in_order(pieces) || drawn_by_columns(pieces)) out_of_order++;
  free(units);
  FPDFText_ClosePage(text);
  int objects = FPDFPage_CountObjects(page);
  for (int i = 0; i < objects; i++) FPDFPageObj_GetType(FPDFPage_GetObject(page, i));
  FPDF_ClosePage(page);
}

static void draw_first_page(const char *path, int gray, int edge) {
  Handle document = FPDF_LoadDocument(path, NULL);
  if (!document) return;
  Handle page = FPDF_LoadPage(document, 0);
  if (page) {
    char info[1024] = {1};
    Handle form = has_more_than_links(page) ? FPDFDOC_InitFormFillEnvironment(document, info) : NULL;
    float width = FPDF_GetPageWidthF(page), height = FPDF_GetPageHeightF(page);
    float scale = (float)edge / (width > height ? width : height);
    int w = (int)(width * scale + 0.5f), h = (int)(height * scale + 0.5f), flags = gray ? 1 : 1 | 16;
    int stride = w * (gray ? 1 : 3);
    Handle bitmap = FPDFBitmap_CreateEx(w, h, gray ? 1 : 2, pixels, stride);
    memset(pixels, 0xff, (size_t)stride * (size_t)h);
    if (form) FORM_OnAfterLoadPage(page, form);
    FPDF_RenderPageBitmap(bitmap, page, 0, 0, w, h, 0, flags);
    if (form) FPDF_FFLDraw(form, bitmap, page, 0, 0, w, h, 0, flags);
    FPDFBitmap_Destroy(bitmap);
    if (form) FORM_OnBeforeClosePage(page, form);
    FPDF_ClosePage(page);
    if (form) FPDFDOC_ExitFormFillEnvironment(form);
  }
  FPDF_CloseDocument(document);
}

int main(int count, char **arguments) {
  if (count < 5) return 2;
  int amount = atoi(arguments[2]), passes = atoi(arguments[3]);
  FPDF_InitLibrary();
  for (int pass = 0; pass < passes; pass++) {
    double start = seconds();
    if (strcmp(arguments[1], "words") == 0) {
      Handle document = FPDF_LoadDocument(arguments[4], NULL);
      int pages = FPDF_GetPageCount(document);
      for (int i = 0; i < pages && i < amount; i++) read_page(document, i);
      FPDF_CloseDocument(document);
    } else {
      for (int i = 4; i < count; i++) draw_first_page(arguments[i], arguments[1][0] == 'g', amount);
    }
    printf("%f\n", seconds() - start);
  }
  return 0;
}
