/* The kinds of parameter that are set as text in a figure. */
#ifndef STUDY_KIND_TEXT_H
#define STUDY_KIND_TEXT_H

#include "study/kind.h"

kind_reader kind_read_text, kind_read_annotation;
kind_writer kind_write_text, kind_write_annotation;

#endif
