using ChatRoom.Protocol;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;

namespace ChatRoom.Tests.Support.Terminal;

/// <summary>Joins a room on a real terminal, and the lines that are shown then.</summary>
internal static class OnTerminal
{
    /// <summary>The last line before the prompt, if one other member is in the room.</summary>
    public const string AliceIsIn = "HH:mm -- You are alice in lobby; 1 other is here";

    public static string OwnName { get; } = Nickname.MakeAcceptable(Environment.UserName).ToString();

    public static string NameQuestion { get; } = $"What is your name? Press Enter for {OwnName}.";

    /// <summary>Alice joins the room that bob is in.</summary>
    /// <param name="environment">Variables in the form before a shell command.</param>
    public static async Task<TmuxScreen> AliceJoins(
        RunningServer server, TestPeer bob, string options = "", string environment = "", int columns = 100, int rows = 24)
    {
        var screen = await TmuxScreen.OpenAsync(server.EndPoint.Port, columns, rows);
        await screen.Enters($"{environment} chatroom client --name alice --history 0 {options}".Trim());
        await bob.Hears("alice joined!");
        await screen.EndsLike(".*1 other is here", ">");
        return screen;
    }

    /// <summary>The same, with the id of the client's process.</summary>
    public static async Task<(TmuxScreen Screen, int Process)> AliceJoinsWithNumber(RunningServer server, TestPeer bob, string environment = "")
    {
        var screen = await TmuxScreen.OpenAsync(server.EndPoint.Port);
        await screen.Enters($"{environment} sh -c 'echo process $$; exec chatroom client --name alice --history 0'".Trim());
        var process = await screen.ShowsLike("^process ([0-9]+)$");
        await bob.Hears("alice joined!");
        await screen.EndsWith(AliceIsIn, ">");
        return (screen, int.Parse(process, System.Globalization.CultureInfo.InvariantCulture));
    }
}
