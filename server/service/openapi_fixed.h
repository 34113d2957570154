/* The parts of the OpenAPI document that no table decides, as JSON with ' for ". */
#ifndef SERVER_OPENAPI_FIXED_H
#define SERVER_OPENAPI_FIXED_H

extern const char openapi_fixed_head[], openapi_fixed_paths[], openapi_fixed_figure_paths[], openapi_fixed_schemas[], openapi_fixed_list_schemas[],
    openapi_fixed_headers[], openapi_fixed_responses[];

#endif
