/* Data sets that are compiled in: lib/data/shipped/ holds the files, their sources and licences. */
#include "data/table.h"

#include <string.h>

#define SHIPPED(symbol, file)                                                                                                                        \
    extern const unsigned char symbol##_start[], symbol##_end[];                                                                                     \
    __asm__(".section .rodata\n.global " #symbol "_start\n.global " #symbol "_end\n" #symbol "_start:\n.incbin \"lib/data/shipped/" file             \
            "\"\n" #symbol "_end:\n.byte 0\n.previous\n")
#define BYTES(symbol) ((struct bytes){symbol##_start, symbol##_end})

SHIPPED(iris_csv, "iris.csv");
SHIPPED(wine_csv, "wine.csv");
SHIPPED(breast_cancer_csv, "breast_cancer.csv");
SHIPPED(diabetes_csv, "diabetes.csv");
SHIPPED(digits_images, "digits-images.idx");
SHIPPED(digits_labels, "digits-labels.idx");
SHIPPED(fashion_images, "fashion-images.idx");
SHIPPED(fashion_labels, "fashion-labels.idx");

static bool deal_table(struct data_request *request, struct bytes bytes, struct error *error)
{
    struct data_table table;
    return table_read(request->arena, bytes, &table, error) && table_deal(request, &table, error);
}

static bool deal_images(struct data_request *request, struct bytes images, struct bytes labels, struct error *error)
{
    struct data_table table;
    table_read_images(request->arena, images, labels, &table);
    return table_deal(request, &table, error);
}

static bool iris(struct data_request *request, struct error *error)
{
    return deal_table(request, BYTES(iris_csv), error);
}

static bool wine(struct data_request *request, struct error *error)
{
    return deal_table(request, BYTES(wine_csv), error);
}

static bool breast_cancer(struct data_request *request, struct error *error)
{
    return deal_table(request, BYTES(breast_cancer_csv), error);
}

static bool diabetes(struct data_request *request, struct error *error)
{
    return deal_table(request, BYTES(diabetes_csv), error);
}

static bool digits(struct data_request *request, struct error *error)
{
    return deal_images(request, BYTES(digits_images), BYTES(digits_labels), error);
}

static bool fashion(struct data_request *request, struct error *error)
{
    return deal_images(request, BYTES(fashion_images), BYTES(fashion_labels), error);
}

#define BSD "BSD-3-Clause (as distributed with scikit-learn)"
static const char *const iris_names[] = {"setosa", "versicolor", "virginica"};
static const struct call_option iris_options[] = {DATA_OPTIONS(100, 50, 150, 0)};
const struct data_kind iris_data = {
    .callable = {"iris", OPTIONS(iris_options)},
    .title = "Iris",
    .help = "150 flowers of three species by the lengths and widths of their sepals and petals",
    .source = "Fisher, The use of multiple measurements in taxonomic problems, Annals of Eugenics 7 (1936)",
    .licence = BSD,
    .inputs = 4,
    .classes = 3,
    .class_names = iris_names,
    .standardized = true,
    .make = iris,
};

static const struct call_option wine_options[] = {DATA_OPTIONS(118, 60, 178, 0)};
const struct data_kind wine_data = {
    .callable = {"wine", OPTIONS(wine_options)},
    .title = "Wine",
    .help = "178 wines of three growers by thirteen chemical measurements",
    .source = "Forina et al., PARVUS (1988); UCI Machine Learning Repository",
    .licence = BSD,
    .inputs = 13,
    .classes = 3,
    .standardized = true,
    .make = wine,
};

static const char *const tumours[] = {"malignant", "benign"};
static const struct call_option breast_cancer_options[] = {DATA_OPTIONS(400, 169, 569, 0)};
const struct data_kind breast_cancer_data = {
    .callable = {"breast_cancer", OPTIONS(breast_cancer_options)},
    .title = "Breast cancer",
    .help = "569 tumours, malignant (0) or benign (1), by thirty measurements of their cells' nuclei",
    .source = "Street, Wolberg & Mangasarian (1993); UCI Machine Learning Repository",
    .licence = BSD,
    .inputs = 30,
    .classes = 2,
    .class_names = tumours,
    .standardized = true,
    .make = breast_cancer,
};

static const struct call_option diabetes_options[] = {DATA_OPTIONS(342, 100, 442, 0)};
const struct data_kind diabetes_data = {
    .callable = {"diabetes", OPTIONS(diabetes_options)},
    .title = "Diabetes",
    .help = "442 patients by ten measurements; the target is the disease's progression after a year",
    .source = "Efron, Hastie, Johnstone & Tibshirani, Least angle regression, Annals of Statistics 32 (2004)",
    .licence = BSD,
    .inputs = 10,
    .standardized = true,
    .make = diabetes,
};

static const char *const digit_names[] = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
static const struct call_option digits_options[] = {DATA_OPTIONS(1437, 360, 1797, 0)};
const struct data_kind digits_data = {
    .callable = {"digits", OPTIONS(digits_options)},
    .title = "Digits",
    .help = "1,797 handwritten digits of 8 × 8 pixels from 0 to 16",
    .source = "Alpaydin & Kaynak (1998); UCI Machine Learning Repository",
    .licence = BSD,
    .inputs = 64,
    .classes = 10,
    .image_rows = 8,
    .image_columns = 8,
    .ink = 16,
    .class_names = digit_names,
    .standardized = true,
    .make = digits,
};

static const char *const fashion_names[] = {"t-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"};
static const struct call_option fashion_options[] = {DATA_OPTIONS(2000, 1000, 3000, 0)};
const struct data_kind fashion_data = {
    .callable = {"fashion", OPTIONS(fashion_options)},
    .title = "Fashion",
    .help = "3,000 articles of clothing of ten kinds, 14 × 14 pixels from 0 to 255: Fashion-MNIST's first, reduced to half the size",
    .source = "Xiao, Rasul & Vollgraf, Fashion-MNIST (2017)",
    .licence = "MIT, Zalando SE",
    .inputs = 196,
    .classes = 10,
    .image_rows = 14,
    .image_columns = 14,
    .ink = 255,
    .class_names = fashion_names,
    .standardized = true,
    .make = fashion,
};
