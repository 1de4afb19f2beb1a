using ChatRoom.CommandLine.Parsing;

namespace ChatRoom.CommandLine.Settings;

/// <summary>Whether messages are marked as a bot's. The variable is set for a bot's command, so that no bot answers its messages.</summary>
internal static class BotSetting
{
    public const string Variable = "CHATROOM_BOT";

    public static Switch Add(CommandDefinition command) => Switch.Add(command, "--bot", Variable, "Mark the messages as a bot's, so that no bot answers them.");
}
