#include "study/collections_learning.h"

#include "data/folder.h"
#include "network/networks.h"
#include "study/collections_optimize.h"

const char *dataset_name(size_t index)
{
    return call_name_at(data_kind_at, index);
}

void describe_dataset(struct arena *arena, struct value *entry, size_t index)
{
    const struct data_kind *kind = data_kind(index);
    value_add_text(arena, entry, "name", kind->callable.name);
    value_add_text(arena, entry, "title", kind->title);
    value_add_text(arena, entry, "help", kind->help);
    if (kind->inputs)
        value_add_number(arena, entry, "inputs", (double)kind->inputs);
    value_add_text(arena, entry, "target", kind->target ? kind->target : kind->classes ? "class" : "number");
    if (kind->classes)
        value_add_number(arena, entry, "classes", (double)kind->classes);
    if (kind->class_names) {
        struct value *names = value_add(arena, entry, "class_names", VALUE_LIST);
        for (size_t i = 0; i < kind->classes; i++)
            value_add_text(arena, names, NULL, kind->class_names[i]);
    }
    value_add_boolean(arena, entry, "standardized", kind->standardized);
    value_add_text(arena, entry, "source", kind->source);
    value_add_text(arena, entry, "licence", kind->licence ? kind->licence : "none needed");
    if (kind->image_rows) {
        value_add_number(arena, entry, "image_rows", (double)kind->image_rows);
        value_add_number(arena, entry, "image_columns", (double)kind->image_columns);
    }
    if (kind->licence) /* a table, of which so many rows can be had */
        value_add_number(arena, entry, "examples", kind->callable.options[DATA_N].most);
    if (kind->file) {
        value_add_text(arena, entry, "file", kind->file);
        value_add_text(arena, entry, "folder_digest", folder_digest());
    }
    describe_options(arena, entry, &kind->callable);
}

const char *network_name(size_t index)
{
    return call_name_at(network_kind_at, index);
}

void describe_network(struct arena *arena, struct value *entry, size_t index)
{
    const struct network_kind *kind = &network_kinds[index];
    value_add_text(arena, entry, "name", kind->callable.name);
    value_add_text(arena, entry, "title", kind->title);
    value_add_text(arena, entry, "help", kind->help);
    value_add_text(arena, entry, "source", kind->source);
    describe_options(arena, entry, &kind->callable);
}

const char *loss_name(size_t index)
{
    return index < loss_kind_count ? loss_kinds[index]->name : NULL;
}

void describe_loss(struct arena *arena, struct value *entry, size_t index)
{
    const struct loss_kind *kind = loss_kinds[index];
    value_add_text(arena, entry, "name", kind->name);
    value_add_text(arena, entry, "title", kind->title);
    value_add_text(arena, entry, "formula", kind->formula);
    value_add_text(arena, entry, "target", kind->classes ? "class" : "number");
}
