using System.Text.RegularExpressions;
using ChatRoom.Client.Jobs;
using ChatRoom.CommandLine;
using ChatRoom.Tests.Support.Programs;
using NUnit.Framework;

namespace ChatRoom.Tests.CommandLine;

/// <summary>The variables of a message and of options have different names, because a chatroom in a bot's command reads both.</summary>
internal sealed partial class MessageVariableTests
{
    private static readonly string[] OfMessage =
        [.. new JobMessage(7, "", "lobby", "alice", "hi", "{}").Variables.Select(variable => variable.Name)];

    private static readonly string[] OfOptions =
        [.. VerbTable.All.SelectMany(verb => verb.Define().Options).SelectMany(option => Variable().Matches(option.Description)).Select(match => match.Value).Distinct()];

    [Test]
    public void The_only_variable_of_a_message_that_is_also_an_option_is_the_room() =>
        Assert.That(OfMessage.Intersect(OfOptions), Is.EqualTo(["CHATROOM_ROOM"]));

    [Test]
    public void No_variable_of_an_option_begins_like_those_of_a_message() =>
        Assert.That(OfOptions.Where(name => name.StartsWith("CHATROOM_MESSAGE_", StringComparison.Ordinal)), Is.Empty);

    [Test]
    public void This_test_finds_the_variables_of_options() =>
        Assert.That(OfOptions, Is.SupersetOf(["CHATROOM_JSON", "CHATROOM_NAME", "CHATROOM_PASSWORD", "CHATROOM_PORT", "CHATROOM_BOT"]));

    [Test]
    public void The_guide_lists_all_variables_of_a_message()
    {
        var guide = File.ReadAllText(Path.Combine(Repository.Root, "docs", "GUIDE.md"));

        Assert.That(OfMessage.Where(name => !guide.Contains($"`{name}`", StringComparison.Ordinal)), Is.Empty);
    }

    [GeneratedRegex("CHATROOM_[A-Z_]+")]
    private static partial Regex Variable();
}
