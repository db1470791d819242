in vec3 in_cell;  // middle and half a side, in the wall's own frame
in int in_wall;
in ivec3 in_pieces;
out vec3 cell;
out int wall;
out ivec3 pieces;

void main() {
    cell = in_cell;
    wall = in_wall;
    pieces = in_pieces;
}
