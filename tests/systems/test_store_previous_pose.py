from components import Position, PreviousPose
from game.testing.tiny_worlds import create_ball as ball
from systems import StorePreviousPose


def test_the_pose_before_a_step_is_stored(balls):
    ball(1.0, 2.0, angle=3.0)
    balls.sync()
    StorePreviousPose(balls).process()
    balls[Position].x[0] = 9.0
    previous = balls[PreviousPose]
    assert (previous.x[0], previous.y[0], previous.angle[0]) == (1.0, 2.0, 3.0)
