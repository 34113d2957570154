/* fontconfig gets the files one by one and reads no configuration: what is installed beside them, and what rules the machine has,
 * changes nothing. */
#include "figure/font_set.h"

#include <fontconfig/fontconfig.h>

#include <stdio.h>
#include <string.h>

const struct font_file font_set[FONT_SET_COUNT] = {
    {"DejaVu Sans", "dejavu/DejaVuSans.ttf", "fonts-dejavu-core"},
    {"WenQuanYi Micro Hei", "wqy/wqy-microhei.ttc", "fonts-wqy-microhei"},
    {"Lohit Devanagari", "lohit-devanagari/Lohit-Devanagari.ttf", "fonts-lohit-deva"},
    {"Symbola", "ancient-scripts/Symbola_hint.ttf", "fonts-symbola"},
};

const char font_set_scripts[] = "Latin, Greek, Cyrillic, Armenian, Georgian, Hebrew, Arabic, Devanagari, Chinese, Japanese, Korean, mathematical and "
                                "other symbols, and emoji up to Unicode 9";

enum { PATH_SIZE = 512 };

/* Set once by font_set_start and never changed. */
static struct {
    FcConfig *configuration; /* where Pango looks */
    FcCharSet *characters;
    char first[PATH_SIZE];
} fonts;

/* Characters that are never seen by themselves (Unicode: Default_Ignorable_Code_Point). */
static const struct {
    uint32_t first, last;
} unseen[] = {
    {0x00ad, 0x00ad}, {0x034f, 0x034f}, {0x061c, 0x061c}, {0x115f, 0x1160}, {0x17b4, 0x17b5}, {0x180b, 0x180f}, {0x200b, 0x200f},   {0x2028, 0x202e},
    {0x2060, 0x206f}, {0x3164, 0x3164}, {0xfe00, 0xfe0f}, {0xfeff, 0xfeff}, {0xffa0, 0xffa0}, {0xfff0, 0xfff8}, {0xe0000, 0xe0fff},
};

static bool path_of(const char *folder, const struct font_file *font, char path[static PATH_SIZE], struct error *error)
{
    const int length = snprintf(path, PATH_SIZE, "%s/%s", folder, font->file);
    FILE *file = length < PATH_SIZE ? fopen(path, "rb") : NULL;
    if (!file)
        return error_set(error, ERROR_INTERNAL,
                         "The font %s cannot be read from %s, and figures need it: install the package %s (as Debian calls it).", font->family, path,
                         font->package);
    fclose(file);
    return true;
}

bool font_set_check(const char *folder, struct error *error)
{
    char path[PATH_SIZE];
    for (size_t i = 0; i < FONT_SET_COUNT; i++)
        if (!path_of(folder, &font_set[i], path, error))
            return false;
    return true;
}

static bool add_file(FcConfig *configuration, const char *folder, const struct font_file *font, struct error *error)
{
    char path[PATH_SIZE];
    if (!path_of(folder, font, path, error))
        return false;
    if (!FcConfigAppFontAddFile(configuration, (const FcChar8 *)path))
        return error_set(error, ERROR_INTERNAL, "%s is no font that can be used: install the package %s (as Debian calls it) anew.", path,
                         font->package);
    if (font == font_set)
        memcpy(fonts.first, path, sizeof fonts.first);
    return true;
}

/* The characters of all fonts together. */
static FcCharSet *union_of(FcConfig *configuration)
{
    const FcFontSet *set = FcConfigGetFonts(configuration, FcSetApplication);
    FcCharSet *all = FcCharSetCreate();
    for (int i = 0; all && set && i < set->nfont; i++) {
        FcCharSet *characters;
        if (FcPatternGetCharSet(set->fonts[i], FC_CHARSET, 0, &characters) == FcResultMatch && !FcCharSetMerge(all, characters, NULL)) {
            FcCharSetDestroy(all);
            return NULL;
        }
    }
    return all;
}

bool font_set_start(const char *folder, struct error *error)
{
    if (fonts.configuration)
        return true;
    FcConfig *configuration = FcConfigCreate();
    bool fine = configuration != NULL;
    for (size_t i = 0; i < FONT_SET_COUNT && fine; i++)
        fine = add_file(configuration, folder, &font_set[i], error);
    if (fine && ((fonts.characters = union_of(configuration)) == NULL || !FcConfigSetCurrent(configuration)))
        fine = error_set(error, ERROR_INTERNAL, "The fonts cannot be made known to fontconfig.");
    if (!configuration)
        return error_set(error, ERROR_INTERNAL, "The fonts cannot be made known to fontconfig.");
    if (fine)
        fonts.configuration = configuration;
    else
        FcConfigDestroy(configuration);
    return fine;
}

const char *font_set_first(void)
{
    return fonts.configuration ? fonts.first : NULL;
}

bool font_set_has(uint32_t character)
{
    for (size_t i = 0; i < sizeof unseen / sizeof *unseen; i++)
        if (character >= unseen[i].first && character <= unseen[i].last)
            return true;
    return fonts.characters && FcCharSetHasChar(fonts.characters, character);
}
