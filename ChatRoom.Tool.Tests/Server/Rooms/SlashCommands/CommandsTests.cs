using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Rooms;
using ChatRoom.Server.Rooms.SlashCommands;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Rooms.SlashCommands;

internal sealed class CommandsTests
{
    private readonly Room _room = TestRooms.Lobby(new ManualTime(), 1 << 20);
    private readonly RoomReader _alice;

    public CommandsTests() => _alice = RoomReader.JoinAndRead(_room, "alice");

    [Test]
    public void Text_is_said([Values("hi", "hi /who", " /who", ":)", "alice: hi")] string text)
    {
        Assert.That(_alice.Types(text), Is.EqualTo(CommandResult.Done));
        Assert.That(_alice.Reads(), Is.EqualTo([$"alice: {text}"]));
    }

    [Test]
    public void An_empty_text_is_not_said([Values("", "\e[31m")] string nothing)
    {
        Assert.That(_alice.Types(nothing), Is.EqualTo(CommandResult.Done));
        Assert.That(_alice.Reads(), Is.Empty);
    }

    [TestCase("//x", "/x")]
    [TestCase("//", "/")]
    [TestCase("///x", "//x")]
    [TestCase("//who", "/who")]
    [TestCase("// x", "/ x")]
    public void A_second_slash_says_it_as_text(string typed, string said)
    {
        _alice.Types(typed);
        Assert.That(_alice.Member.LastEventId, Is.EqualTo(2));
        Assert.That(_alice.Reads(), Is.EqualTo([$"alice: {said}"]));
    }

    [Test]
    public void Help_lists_the_whole_table()
    {
        Assert.That(_alice.Types("/help"), Is.EqualTo(CommandResult.Done));
        Assert.That(
            _alice.Reads(),
            Is.EqualTo([
                "# /help            lists the commands",
                "# /who             lists who is here",
                "# /rooms           lists the rooms with members or a topic",
                "# /join ROOM       goes to another room, and makes it if there is none",
                "# /topic [TEXT]    shows or sets the topic; /topic - removes it",
                "# /history [N]     shows the last 20 messages again, or the last N",
                "# /nick NAME       changes your name",
                "# /me TEXT         says what you do: * NAME TEXT",
                "# /msg NAME TEXT   sends a private message to one person",
                "# /quit            leaves",
                "# //TEXT           says /TEXT",
            ]));
    }

    [Test]
    public void Every_command_that_help_lists_is_known()
    {
        _alice.Types("/help");
        foreach (var line in _alice.Reads().Where(line => line.StartsWith("# /", StringComparison.Ordinal) && line[3] != '/'))
        {
            var command = line.Split(' ')[1];
            Assert.That(_alice.Types(command).Refusal?.Code, Is.Not.EqualTo("unknown-command"), command);
        }
    }

    [Test]
    public void Answers_to_help_and_who_go_to_nobody_else()
    {
        var bob = RoomReader.JoinAndRead(_room, "bob");
        _alice.Types("/help");
        _alice.Types("/who");
        Assert.That(bob.Reads(), Is.Empty);
    }

    [Test]
    public void The_who_command_lists_members_in_the_order_in_which_they_came_in()
    {
        RoomReader.Join(_room, "zoe");
        RoomReader.Join(_room, "bob").Leaves();
        RoomReader.Join(_room, "Carol");
        _alice.Reads();
        Assert.That(_alice.Types("/who"), Is.EqualTo(CommandResult.Done));
        Assert.That(_alice.Reads(), Is.EqualTo(["# 3 here: alice zoe Carol"]));
    }

    [Test]
    public void The_who_command_lists_many_members_in_lines_that_fit_every_dialect()
    {
        var names = Enumerable.Range(0, 300).Select(i => $"{new string('x', Limits.MaxName - 4)}_{i:000}").ToArray();
        foreach (var name in names)
        {
            RoomReader.Join(_room, name);
        }

        var reader = RoomReader.JoinAndRead(_room, "reader", TestDialects.Tutorial);
        reader.Types("/who");
        var lines = reader.Reads();

        Assert.That(lines, Has.All.StartsWith("# ").And.All.Length.LessThan(Limits.TutorialChunk));
        Assert.That(lines.SelectMany(line => line.Split(' ')), Is.SupersetOf(names.Append("alice").Append("reader")));
        Assert.That(lines[0], Does.StartWith("# 302 here: alice "));
    }

    [Test]
    public void Nick_changes_the_name()
    {
        Assert.That(_alice.Types("/nick Alicia"), Is.EqualTo(CommandResult.Done));
        Assert.That(_alice.Reads(), Is.EqualTo(["alice is now Alicia!"]));
    }

    [Test]
    public void Nick_refuses_a_bad_name([Values("/nick a b", "/nick #x", "/nick é", "/nick a:", "/nick 123456789012345678901234567890123")] string typed)
    {
        Assert.That(_alice.Types(typed).Refusal, Is.EqualTo(Refusal.BadName));
        Assert.That(_alice.Reads(), Is.Empty);
    }

    [Test]
    public void Nick_refuses_a_taken_name()
    {
        RoomReader.Join(_room, "bob");
        Assert.That(_alice.Types("/nick Bob").Refusal?.Text, Is.EqualTo("The name Bob is taken; choose another."));
    }

    [Test]
    public void Me_is_an_action()
    {
        Assert.That(_alice.Types("/me  waves  twice"), Is.EqualTo(CommandResult.Done));
        Assert.That(_alice.Reads(), Is.EqualTo(["* alice waves  twice"]));
    }

    [Test]
    public void Msg_is_read_by_one_person_only()
    {
        var (bob, carol) = (RoomReader.JoinAndRead(_room, "bob"), RoomReader.JoinAndRead(_room, "carol"));
        bob.Reads();
        Assert.That(_alice.Types("/msg bob  hi  /there"), Is.EqualTo(CommandResult.Done));
        Assert.That(bob.Reads(), Is.EqualTo(["(private to bob) alice: hi  /there"]));
        Assert.That(carol.Reads(), Is.Empty);
    }

    [TestCase("/nick", "/nick NAME")]
    [TestCase("/nick ", "/nick NAME")]
    [TestCase("/me", "/me TEXT")]
    [TestCase("/me   ", "/me TEXT")]
    [TestCase("/msg", "/msg NAME TEXT")]
    [TestCase("/msg bob", "/msg NAME TEXT")]
    [TestCase("/msg bob ", "/msg NAME TEXT")]
    public void A_command_that_lacks_something_is_answered_by_its_usage(string typed, string usage)
    {
        Assert.That(_alice.Types(typed).Refusal, Is.EqualTo(new Refusal("bad-usage", $"Use it like this: {usage}")));
        Assert.That(_alice.Reads(), Is.Empty);
    }

    [Test]
    public void Quit_leaves([Values("/quit", "/QUIT", "/quit bye")] string typed) =>
        Assert.That(_alice.Types(typed), Is.EqualTo(new CommandResult(Quits: true)));

    [TestCase("/WHO")]
    [TestCase("/Who")]
    [TestCase("/who ")]
    [TestCase("/who everybody")]
    public void Commands_may_be_in_any_case(string typed)
    {
        _alice.Types(typed);
        Assert.That(_alice.Reads(), Is.EqualTo(["# 1 here: alice"]));
    }

    [TestCase("/foo", "foo")]
    [TestCase("/foo bar", "foo")]
    [TestCase("/", "")]
    [TestCase("/ who", "")]
    [TestCase("/whos", "whos")]
    [TestCase("/wh", "wh")]
    [TestCase("/etc/passwd", "etc/passwd")]
    public void An_unknown_command_is_refused_and_not_said(string typed, string command)
    {
        var refusal = _alice.Types(typed).Refusal;
        Assert.That(refusal?.Code, Is.EqualTo("unknown-command"));
        Assert.That(refusal!.Text, Is.EqualTo($"There is no command /{command}; /help lists the commands, and two slashes at the beginning make it text."));
        Assert.That(_alice.Reads(), Is.Empty);
    }

    [Test]
    public void The_answer_to_a_word_of_any_length_is_one_short_line(
        [Values("/{0}", "/{0} x", "/msg {0} hi", "/nick {0}")] string typed,
        [Values("x", "日", "😀", "x😀")] string repeated)
    {
        var word = string.Concat(Enumerable.Repeat(repeated, 4000 / Encoding.UTF8.GetByteCount(repeated)));
        var refusal = _alice.Types(string.Format(null, typed, word)).Refusal;

        Assert.That(refusal, Is.Not.Null);
        _room.Refuse(_alice.Member, refusal!, number: 0);
        var line = _alice.Reads().Single();
        Assert.That(line, Does.StartWith("! ").And.Length.LessThan(200));
        Assert.That(line, Does.Not.Contain('\uFFFD'), "no character is cut in two");
    }
}
