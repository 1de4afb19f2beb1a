using System.Text.RegularExpressions;
using ChatRoom.Client.Jobs;
using ChatRoom.CommandLine;
using ChatRoom.Tests.Support.Programs;
using NUnit.Framework;

namespace ChatRoom.Tests.CommandLine;

/// <summary>The variables of a message and those of options do not meet: a chatroom in a bot's command reads both.</summary>
internal sealed partial class MessageVariableTests
{
    private static readonly string[] OfMessage =
        [.. new JobMessage(7, "", "lobby", "alice", "hi", "{}").Variables.Select(variable => variable.Name)];

    private static readonly string[] OfOptions =
        [.. VerbTable.All.SelectMany(verb => verb.Define().Options).SelectMany(option => Variable().Matches(option.Description)).Select(match => match.Value).Distinct()];

    [Test]
    public void A_messages_variables_are_no_options_except_for_its_room() =>
        Assert.That(OfMessage.Intersect(OfOptions), Is.EqualTo(["CHATROOM_ROOM"]));

    [Test]
    public void No_option_can_take_a_name_that_begins_as_theirs_do() =>
        Assert.That(OfOptions.Where(name => name.StartsWith("CHATROOM_MESSAGE_", StringComparison.Ordinal)), Is.Empty);

    [Test]
    public void The_variables_of_options_are_where_this_test_looks() =>
        Assert.That(OfOptions, Is.SupersetOf(["CHATROOM_JSON", "CHATROOM_NAME", "CHATROOM_PASSWORD", "CHATROOM_PORT", "CHATROOM_BOT"]));

    [Test]
    public void The_guide_names_all_of_a_messages_variables()
    {
        var guide = File.ReadAllText(Path.Combine(Repository.Root, "docs", "GUIDE.md"));

        Assert.That(OfMessage.Where(name => !guide.Contains($"`{name}`", StringComparison.Ordinal)), Is.Empty);
    }

    [GeneratedRegex("CHATROOM_[A-Z_]+")]
    private static partial Regex Variable();
}
