using System.Text;
using ChatRoom.Protocol;

namespace ChatRoom.Server.Rooms;

/// <summary>Lines of the server's own that are made of strings: rare ones, so that they may allocate.</summary>
internal static class ServerLines
{
    public static ServerLine Error(Refusal refusal, long number) => new()
    {
        Kind = ServerLineKind.Error,
        Code = Encoding.ASCII.GetBytes(refusal.Code),
        Number = number,
        Text = Encoding.UTF8.GetBytes(refusal.Text),
    };

    public static ServerLine Bye(Refusal farewell) => new()
    {
        Kind = ServerLineKind.Bye,
        Code = Encoding.ASCII.GetBytes(farewell.Code),
        Text = Encoding.UTF8.GetBytes(farewell.Text),
    };

    public static ServerLine Greeting(string version, string title) => new()
    {
        Kind = ServerLineKind.Greeting,
        Code = Encoding.ASCII.GetBytes(version),
        Text = Encoding.UTF8.GetBytes(title),
    };
}
