using ChatRoom.CommandLine.Parsing;

namespace ChatRoom.CommandLine.Settings;

/// <summary>Whether what is said carries the mark of a bot. A bot's command finds the variable set, so that no bot answers what it says.</summary>
internal static class BotSetting
{
    public const string Variable = "CHATROOM_BOT";

    public static Switch Add(CommandDefinition command) => Switch.Add(command, "--bot", Variable, "Say it as a bot, which no bot answers.");
}
