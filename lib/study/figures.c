/* The named figures: stored queries and nothing more. Ids are permanent. */
#include "study/study.h"

#define CHAPTER "Optimization and deep learning"

/* clang-format off */
const struct named_figure named_figures[] = {
    {"risk", CHAPTER, "Risk and empirical risk", "The minimum of the empirical risk is not the minimum of the risk.", "landscape",
     "f=risk,empirical_risk&x=0.5:1.5:0.01&ylabel=risk&legend=off"
     "&annotate=min of\\nempirical risk@1.0169834031079086,-1.2084614338727624@0.5,-1.1&annotate=min of risk@1.0904082219467213,-1.0467211246605712@0.95,-0.5"},
    {"local-minimum", CHAPTER, "Local and global minimum", "A local minimum is not the global one.", "landscape",
     "f=risk&x=-1:2:0.01&ylabel=f(x)"
     "&annotate=local minimum@-0.2738526868008509,-0.17860251154773327@-0.77,-1&annotate=global minimum@1.0904082219467213,-1.0467211246605712@0.6,0.8"},
    {"cubic", CHAPTER, "A saddle point in one dimension", "The gradient vanishes at 0, which is neither a minimum nor a maximum.", "landscape",
     "f=cubic&x=-2:2:0.01&ylabel=f(x)&annotate=saddle point@0,0@-0.52,-5"},
    {"saddle", CHAPTER, "A saddle point in two dimensions", "The origin is a minimum along x and a maximum along y.", "landscape",
     "f=saddle&x=-1:1&y=-1:1&samples=101&view=wireframe&stride=10&mark=0,0&xticks=-1,0,1&yticks=-1,0,1&zticks=-1,0,1"},
    {"vanishing-gradient", CHAPTER, "Vanishing gradient", "At x = 4 the slope of tanh is 0.00134: descent hardly moves.", "landscape",
     "f=tanh&x=-2:5:0.01&ylabel=f(x)&annotate=vanishing gradient@4,0.999329299739067@2,0"},
};
/* clang-format on */
const size_t named_figure_count = sizeof named_figures / sizeof *named_figures;
